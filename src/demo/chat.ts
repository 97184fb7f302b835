/** An invented chat, as an organiser would paste it from the window. */
export const CHAT_TEXT = `#SWHelper chat, Sunday 1 March 2026, 15:00-16:00 New York. Pasted from the chat window.

[15:00] Sample SW Chat @swchat_eg: Welcome to #SWHelper! Tonight: who are our allies outside social work?
[15:01] Amara @amara_sw_eg: Hello everyone, Amara here, children's services #SWHelper
[15:01] Liam @liam_bsw_eg: Hi all! Liam, BSW student #SWHelper
[15:02] Sample SW Chat @swchat_eg: Q1: Which @organizations are natural allies to #socialwork? Share yours using #SWHelper
[15:03] Amara @amara_sw_eg: A1 @HarbourFood_eg and @TenantsUnion_eg, no contest. #SWHelper
[15:03] Priya @priya_macro_eg: A1: @RightsDesk_eg. They answer the phone at night #SWHelper
[15:04] Joan @joan_cym_eg: A1 .@harbourfood_EG (Harbour Food Trust for the newcomers) and the library: ＠QuayLibrary_eg #SWHelper
[15:04] Tom @tom_eg: RT @amara_sw_eg: A1 @HarbourFood_eg and @TenantsUnion_eg, no contest. #SWHelper
[15:05] Nadia @nadia_phd_eg: A1 @NightNurses_eg! Half of what I know about discharge I learned from them #SWHelper
[15:05] Bo @bo_eg: A1 @OpenDoorsMH_eg for peer support, and @SafeHarbour_eg always #SWHelper
[15:06] Mei @mei_msw_eg: A1 https://x.com/TenantsUnion_eg and https://twitter.com/QuayLibrary_eg?lang=en #SWHelper
[15:06] Liam @liam_bsw_eg: A1: @RiverYouth_eg. Best mentors in town #SWHelper
[15:07] Grace @grace_eg: A1 @AgeWell_eg, and @CarersCorner_eg for those who care #SWHelper
[15:07] Omar @omar_eg: A1 @WelcomeBoat_eg! We would be lost without them #SWHelper
[15:08] Amara @amara_sw_eg: @omar_eg yes!! they meet people at the station #SWHelper
[15:08] Priya @priya_macro_eg: A1 also @NASW_eg of course #SWHelper
[15:09] Tom @tom_eg: A1 @RightsDesk_eg's night line. Mail me at tom@example.org for the flyer #SWHelper
[15:09] Joan @joan_cym_eg: A1 @WelcomeBoat_EG, @openDoorsMH_eg #SWHelper
[15:10] Nadia @nadia_phd_eg: A1 last year's list is at @swchat_eg/allies-2025 #SWHelper
[15:11] Ruth @ruth_eg: A1 @SafeHarbour_eg (they train us too) #SWHelper
[15:12] Sample SW Chat @swchat_eg: Wonderful. Q2: And who works on money, law and housing? #SWHelper
[15:13] Omar @omar_eg: A2 @LegalAidNow_eg and @rightsdesk_eg #SWHelper
[15:13] Grace @grace_eg: A2: @DebtFree_eg. Kind and quick #SWHelper
[15:14] Bo @bo_eg: A2 @TenantsUnion_eg again #SWHelper
[15:14] Mei @mei_msw_eg: A2 https://mobile.twitter.com/LegalAidNow_eg/ #SWHelper
[15:15] Liam @liam_bsw_eg: MT @grace_eg: A2: @DebtFree_eg. Kind and quick #SWHelper
[15:15] Sam @sam_eg: A2 @BrightBeds_eg for beds and tables when a family starts again #SWHelper
[15:16] Ruth @ruth_eg: A2 not @BigSoda_eg please, their money comes with strings #SWHelper
[15:17] Priya @priya_macro_eg: A2 @LegalAidNow_eg!!! #SWHelper
[15:18] Amara @amara_sw_eg: A2 @DebtFree_eg helped my client keep her home #SWHelper
[15:18] Nadia @nadia_phd_eg: A2: @FirstRides_eg, lifts to the hospital #SWHelper
[15:19] Tom @tom_eg: A2 @QuayLibrary_eg has a free job club #SWHelper
[15:20] Joan @joan_cym_eg: A2 @CommunityHealthEG is great #SWHelper
[15:21] Omar @omar_eg: A2 @HarbourFood_eg
  and @StreetMedics_eg
  #SWHelper
[15:22] Sample SW Chat @swchat_eg: Q3: Health, learning, arts: who surprises you? #SWHelper
[15:23] Grace @grace_eg: A3 @StreetMedics_eg. Doctors on bicycles! #SWHelper
[15:23] Sam @sam_eg: A3: @RecoveryRow_eg, run by people in recovery #SWHelper
[15:24] Mei @mei_msw_eg: A3 @DeafVoices_eg taught our whole team to sign "hello" #SWHelper
[15:24] Bo @bo_eg: A3 @BridgeSchool_eg #SWHelper
[15:25] Ruth @ruth_eg: A3 @GreenYard_eg. A garden does more than a form #SWHelper
[15:25] Liam @liam_bsw_eg: A3 @QuaySSW_eg, my school :-) #SWHelper
[15:26] Nadia @nadia_phd_eg: A3 @ParkTheatre_eg, theatre with our young people #SWHelper
[15:27] Priya @priya_macro_eg: A3 @NightNurses_eg #SWHelper
[15:27] Tom @tom_eg: A3 and follow #HousingFirst_eg #SWHelper
[15:28] Amara @amara_sw_eg: A3 #housingfirst_eg, seconded #SWHelper
[15:28] Omar @omar_eg: A3 https://x.com/tom_eg/status/450300000000000001 says it all #SWHelper
[15:29] Joan @joan_cym_eg: A3 @streetmedics_eg, @GREENYARD_eg #SWHelper
[15:30] Grace @grace_eg: A1 (late, sorry) @HarbourFood_eg #SWHelper
[15:31] Sam @sam_eg: RT @mei_msw_eg: A3 @DeafVoices_eg taught our whole team to sign "hello" #SWHelper
[15:32] Bo @bo_eg: A3 @RecoveryRow_eg and @RiverYouth_eg #SWHelper
[15:33] Mei @mei_msw_eg: A3 @CarersCorner_eg, @AgeWell_eg #SWHelper
[15:34] Ruth @ruth_eg: A3 @ParkTheatre_eg. I cried #SWHelper
[15:35] Nadia @nadia_phd_eg: @ruth_eg me too #SWHelper
[15:36] Liam @liam_bsw_eg: A2 (late) @TenantsUnion_eg #SWHelper
[15:38] Tom @tom_eg: A3 @OldMill_eg, if they still exist #SWHelper
[15:40] Omar @omar_eg: A2 @FirstRides_eg, seconded #SWHelper
[15:45] Sample SW Chat @swchat_eg: Thank you all! Same time next week #SWHelper
`
