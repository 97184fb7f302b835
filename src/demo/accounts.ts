import type { NewUser } from '../platform/simulator/index.js'

/** Invented: handles end in _eg so that none is taken for a real account. */
export const HOST: NewUser = {
  id: '14000001',
  username: 'swchat_eg',
  name: 'Sample SW Chat',
  description: 'Weekly chat of social workers.',
  followers_count: 4_200,
}

const organisation = (n: number, username: string, name: string, description: string, followers_count: number, over: Partial<NewUser> = {}): NewUser => ({
  id: String(14_000_100 + n),
  username,
  name,
  description,
  followers_count,
  ...over,
})

/** What the simulated X knows of the accounts that the chat names. One of them, OldMill_eg, it does not know at all. */
export const ACCOUNTS: NewUser[] = [
  HOST,
  organisation(1, 'HarbourFood_eg', 'Harbour Food Trust', 'A charity running food banks and a community kitchen along the harbour.', 8_120),
  organisation(2, 'TenantsUnion_eg', 'Quayside Tenants Union', 'Renters standing together for safe and affordable housing.', 12_400),
  organisation(3, 'RightsDesk_eg', 'Rights Desk', 'Free legal advice and advocacy on benefits, housing and immigration.', 5_310),
  organisation(4, 'QuayLibrary_eg', 'Quay Library', 'Public library with a warm room, books and a job club.', 3_950),
  organisation(5, 'NightNurses_eg', 'Night Nurses', 'Nurses on the night shift, talking about care.', 15_800, { protected: true }),
  organisation(6, 'OpenDoorsMH_eg', 'Open Doors Mental Health', 'Peer support and counselling for mental health, open to everyone.', 22_700),
  organisation(7, 'SafeHarbour_eg', 'Safe Harbour', 'Refuge and helpline for survivors of domestic abuse.', 18_300),
  organisation(8, 'RiverYouth_eg', 'River Youth Club', 'Youth club by the river: music, sports and mentoring for young people.', 2_480),
  organisation(9, 'AgeWell_eg', 'Age Well Together', 'Charity for older people: befriending and lunch clubs.', 9_640),
  organisation(10, 'CarersCorner_eg', 'Carers Corner', 'Support for unpaid carers and their families.', 7_150),
  organisation(11, 'WelcomeBoat_eg', 'Welcome Boat', 'Helping refugees and asylum seekers to settle.', 11_900),
  organisation(12, 'BridgeSchool_eg', 'Bridge Community School', 'A school for children with special educational needs.', 1_730),
  organisation(13, 'GreenYard_eg', 'Green Yard', 'Community garden and environmental education.', 4_020),
  organisation(14, 'RecoveryRow_eg', 'Recovery Row', 'Addiction recovery, run by people in recovery.', 6_480),
  organisation(15, 'StreetMedics_eg', 'Street Medics', 'Volunteer doctors and paramedics for people who sleep rough.', 13_250),
  organisation(16, 'DeafVoices_eg', 'Deaf Voices', 'Led by deaf people: interpreting, advocacy and training.', 5_870),
  organisation(17, 'DebtFree_eg', 'Debt Free Docks', 'Money and debt advice charity.', 2_960),
  organisation(18, 'ParkTheatre_eg', 'Park Theatre Company', 'Community theatre: drama for and with everybody.', 6_210),
  organisation(19, 'FirstRides_eg', 'First Rides', 'Community transport: lifts to hospital for people without a car.', 1_120),
  organisation(20, 'LegalAidNow_eg', 'Legal Aid Now', 'Lawyers campaigning for access to justice.', 31_400),
  organisation(21, 'NASW_eg', 'National Association of Social Workers (sample)', 'We are the professional association of social workers.', 88_000),
  organisation(22, 'QuaySSW_eg', 'Quay School of Social Work', 'BSW and MSW programmes. Educating the next generation of social workers.', 6_900),
  organisation(23, 'BrightBeds_eg', 'Bright Beds', 'Furniture for families who start again.', 2_010, { suspended: true }),
]

/** Bodies of the home field in the chat: they must never reach the list. */
export const HOME_BODIES = ['NASW_eg', 'QuaySSW_eg'] as const
