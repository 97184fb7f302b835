// ◆ pure
/**
 * Common English words, to tell a coined tag from an ordinary one. Source: SCOWL (Spell Checker Oriented Word Lists), levels 10 and 20, and of level 35 the words that end
 * like names of subjects (-ology, -ation, -ment, -ness, -ity …), as in Debian's package `scowl` 2020.12.07; letters a-z only, less those that
 * `isCommonWord` derives from another.
 *
 * The collective work is Copyright 2000-2011 by Kevin Atkinson. Permission to use, copy, modify, distribute and sell these word lists, the associated scripts,
 * the output created from the scripts, and its documentation for any purpose is hereby granted without fee, provided that the above copyright notice appears in
 * all copies and that both that copyright notice and this permission notice appear in supporting documentation. Kevin Atkinson makes no representations about
 * the suitability of this array for any purpose. It is provided "as is" without express or implied warranty.
 */
export const COMMON_WORDS =
  'aardvark abandon abandonment abbreviate abbreviation abdication aberration abhorrence abide ability able abnormal abnormality abolish abolition ' +
  'abomination abort abortion about above abroad absence absent absolute absorb abstinence abstract abstraction absurd absurdity abundance abuse abusive ' +
  'abysmal academic accelerate acceleration accent accept acceptability acceptable acceptance access accessibility accessible accident accidental ' +
  'accommodate accommodation accompaniment accompany accomplish accomplishment accord accordance account accountability accountancy accountant accumulate ' +
  'accumulation accuracy accurate accusation accuse accustom ace achieve achievement acid acidity acknowledge acknowledgement acknowledgment acorn ' +
  'acoustic acquaintance acquiescence acquire acquisition acronym across act action activate active activity actor actual actuality acute adapt ' +
  'adaptation adapter adaptor add addict addiction addictive addition additional address adequate adhere adherence adjacent adjective adjournment adjust ' +
  'adjustment administer administration administrative admirable admiration admire admission admit admittance admonition adolescence adopt adoption ' +
  'adoration adornment adulation adult adulteration adulthood advance advancement advantage advantageous advent adventure adventurous adverse adversity ' +
  'advert advertise advertisement advice advisable advise adviser advisor advisory advocate aerial aesthetic aesthetically affair affect affectation ' +
  'affection affiliation affinity affirmation affliction affluence afford aforementioned afraid after afternoon afterward again against age agency agenda ' +
  'agent aggravation aggression aggressive aggressiveness agility agitation agnosticism ago agony agree agreement agricultural ahead aid ailment aim air ' +
  'aircraft airport akin alarm alas albeit album alcohol alcoholic alcoholism alert algebra algebraic algorithm alias alien alienation align alignment ' +
  'alike alive all allegation allege allegiance allergic alleviate alliance allocate allocation allotment allow allowable allowance ally almost alone ' +
  'along alongside aloud alpha alphabet alphabetic alphabetical already also alter alteration alternate alternation alternative although altogether ' +
  'altruism always amalgamation amateur amaze amazement ambassador amber ambiance ambience ambient ambiguity ambiguous ambition ambitious ambivalence ' +
  'ambulance amend amendment amenity ammunition among amongst amount amp ample amplification amplifier amputation amuse amusement anachronism anagram ' +
  'analog analogous analogue analogy analyse analysis analyst analyze anarchism anarchy anatomy ancestor ancient and anecdote angel anger angle angry ' +
  'anguish animal animation animosity annexation annihilation anniversary annotation announce announcement annoy annoyance annual annuity annulment ' +
  'anomaly anonymity anonymous anorak another answer antagonism anthology anthropologist anthropology anticipate anticipation antidote antipathy antique ' +
  'antiquity antisocial anxious any anybody anyhow anyone anyplace anything anyway anywhere apart apartment apathetic apathy aphorism apologise apologize ' +
  'apology apostrophe appal appall apparatus apparent apparition appeal appear appearance appeasement append appendix applause apple appliance ' +
  'applicability applicable applicant application apply appoint appointment appraisal appreciate appreciation apprenticeship approach appropriate ' +
  'appropriation approval approve approximate approximation apt arbitrarily arbitrary arbitration arc arcade arcane arch archaeologist archaeology ' +
  'archaic architecture archive are area arena arguable arguably argue argument arise arisen aristocracy arithmetic arm armament army arose around ' +
  'arrange arrangement array arrest arrival arrive arrogance arrogant arrow arse art article articulation artificial artist artistic ascend ash ashamed ' +
  'ashcan aside ask askance asleep aspect asphyxiation aspiration ass assassination assault assemble assembler assembly assert assertion assess ' +
  'assessment asset assign assignment assimilation assist assistance assistant associate association assort assortment assume assumption assurance assure ' +
  'asterisk astonishment astrology astronomer astronomy asynchronous ate atheism atheist atlas atmosphere atmospheric atom atomic atonement atrocity ' +
  'attach attachment attack attain attainment attempt attend attendance attendant attention attitude attorney attract attraction attractive ' +
  'attractiveness attribute auction audacity audible audience audio audition augment aunt austerity authentic authenticity author authorisation authorise ' +
  'authority authorization authorize authorship autobiography autocracy automate automatic automatically automation automobile autumn availability ' +
  'available average aviation avoid avoidance await awake award aware awareness away awful awkward awkwardness axe axiom axis baby back backbone ' +
  'background backlog backspace backward bacteria bacterium bad badge badness baffle bag baggage bake balance baldness ball ballet ballot ban banal ' +
  'banana band bandwagon bandwidth bang bank bankrupt bankruptcy banner baptism bar bare bargain bark baroque barrel barrier barrister base basement bash ' +
  'basic basically basis basket bass bastard bat batch bath bathroom battery battle battleship baud bay beach beam bean bear beard beast beat beaten ' +
  'beautician beautiful beauty became because become bed bedroom beef been beer before beforehand beg began begin beginner begun behalf behave behavior ' +
  'behaviour behind being belief believable believe believer bell belong beloved below belt bench bend beneath benediction beneficial benefit benevolence ' +
  'bent bereavement beside best bestiality bet beta better betterment between beware bewilderment beyond bias bible biblical bibliography bicycle bid big ' +
  'bigger biggest bigot bigotry bill billfold billion bin binary bind biochemistry biography biological biologist biology bird birth birthday biscuit ' +
  'bishop bit bite bitmap bitten bitter bitterness bizarre black blackboard blackmail blade blame blank blanket blast blatant bless blew blind blindness ' +
  'blink bliss blob block blood bloody blow blown blue bluntness blurb board boat bob body bog boggle bogus boil bold boldness bolt bomb bombardment bond ' +
  'bone bonus book booklet bookshop bookstore boom boost boot border borderline bore boredom born borne borrow boss both bother bottle bottom bought ' +
  'bounce bound boundary bout bow bowl box boy boyhood bracket brain brake branch brand brass brave breach bread break breakdown breakfast breath breathe ' +
  'bred breed breeze brethren brevity brick bridge brief brigade bright brighter brightest brightness brilliance brilliant bring broad broadcast broke ' +
  'broken brother brotherhood brought brown browse brush brutal brutality bubble buck bucket budget buffer bug bugger build built bulb bulk bull bullet ' +
  'bulletin bump bunch bundle buoyancy burden bureaucracy burn burnt burst bury bus bush business bust busy but butter button buy buyer bye bypass byte ' +
  'cabbage cabinet cable cadence caffeine cage cake calamity calculate calculation calculator calculus calendar calibration call caller calligraphy calm ' +
  'calmness cam came camera camp campaign campus can cancel cancellation cancer candidacy candidate cannibalism cannot canonical cant cap capability ' +
  'capable capacitance capacity capital capitalisation capitalism capitalist capitalization captain captivity capture car carbon card cardboard care ' +
  'career careful carefulness careless carelessness carnation carpet carriage carrier carrot carry cartography cartoon cartridge case cash cassette cast ' +
  'castle casual cat catalog catalogue catastrophic catch catchment catechism categorically category cater cathedral catholic cattle caught causal ' +
  'causality cause caution cave caveat cavity cease ceiling celebrate celebration celebrity celibacy cell cellular cement censor censorship cent center ' +
  'central centre century ceremony certain certainty certificate cessation chain chair chairman chalk challenge chamber champagne champion championship ' +
  'chance chancellor change changeover channel chaos chaotic chap chapel chapter char character characterisation characteristic characterization charge ' +
  'charitable charity charm chart charter chase chastisement chastity chat cheap cheaper cheapest cheapness cheat check checker cheek cheer cheerful ' +
  'cheerfulness cheese chemical chemist chemistry cheque chequer chess chest chestnut chew chicken chief child childhood childish children chip chocolate ' +
  'choice choir choose chop choral chord choreography chorus chose chosen chronology chuck chunk church cider cigarette cinema circa circle circuit ' +
  'circuitry circular circulate circulation circumference circumstance citation cite citizen citizenship city civil civilian civilisation civilise ' +
  'civility civilization civilize claim clairvoyance clarification clarify clarity clash class classic classical classification classify clause ' +
  'claustrophobia clean cleaner cleanest cleanliness clear clearance clearer clearest clearness clemency clever cleverer cleverest cleverness click ' +
  'client cliff climate climb clinic clinical clip clique clock clog clone close closeness closer closest closet closure cloth clothe cloud club clue ' +
  'clumsiness clumsy cluster coach coagulation coal coalition coarse coarseness coast coat cobbler code coexistence coffee cogency coherence coherent ' +
  'coin coincide coincidence coke cold coldness collaboration collapse collar collate collation colleague collect collection collective college ' +
  'colloquialism colon colonisation colonization colony color colour column combat combination combine come comedy comfort comfortable comfortably comic ' +
  'comma command commandment commemoration commence commencement commendation comment commentary commentator commercial commercialism commiseration ' +
  'commission commit commitment committee commodity common communal communicate communication communism communist community compact compaction companion ' +
  'companionship company comparable comparative compare comparison compartment compassion compatibility compatible compel compensate compensation compete ' +
  'competence competent competition competitive competitor compilation compile compiler complacency complacent complain complaint complement ' +
  'complementary complete completeness completion complex complexity compliance complicate complication compliment comply component compose composer ' +
  'composite composition compound comprehend comprehensible comprehension comprehensive compress compression comprise compromise compulsion compulsory ' +
  'compunction computation computational compute computer computerise computerize comradeship con concatenate concatenation conceal concealment concede ' +
  'conceivable conceivably conceive concentrate concentration concept conception conceptual concern concert concerto concession conciliation concise ' +
  'conciseness conclude conclusion concoction concordance concrete concur concurrence concurrency concurrently concussion condemn condemnation ' +
  'condensation condense condiment condition conditional condolence condom condone conduct conductor confection confederacy confederation conference ' +
  'confess confession confidence confident confidential configuration configure confine confinement confirm confirmation confiscation conflict conform ' +
  'conformity confront confrontation confuse confusion congest congestion congratulate congregation conjecture conjugation conjunction connect connection ' +
  'connectivity connector connotation conscience conscious consciousness consecutive consensus consent consequence consequent conservation conservatism ' +
  'conservative consider considerable considerably considerate consideration consignment consist consistency consistent consolation console consolidation ' +
  'conspicuous conspiracy constancy constant constellation consternation constipation constituency constituent constitute constitution constitutional ' +
  'constrain constraint constriction construct construction constructive consult consultancy consultant consultation consume consumer consumerism ' +
  'consumption contact contain container contamination contemplate contemplation contemporary contempt contend content contention contentious contentment ' +
  'contest context continent continental contingency continual continuation continue continuity continuous continuum contour contraception contract ' +
  'contraction contradict contradiction contradictory contrary contrast contravention contribute contribution contributor contrive control controller ' +
  'controversial controversy convalescence convection convenience convenient convention conventional convergence conversation converse conversion convert ' +
  'converter convey conveyance convict conviction convince cook cookie cool cooperate cooperation coordinate coordination cope copper copulation copy ' +
  'copyright core corn corner coronation corporate corporation corpse correct correction correctness correlate correlation correspond correspondence ' +
  'correspondent corridor corroboration corrupt corruption cosiness cosmic cosmology cost cosy cotton cough could council counsel count countenance ' +
  'counter counterbalance counterexample counterpart countless country countryside county couple courage courier course court courtesy courtship cousin ' +
  'cover coverage cow coziness cozy crack craft cramp crap crash crass crawl craziness crazy cream create creation creative creativity creator creature ' +
  'credence credibility credible credit creed creep cremation crew cricket crime criminal crisis crisp criteria criterion critic critical criticise ' +
  'criticism criticize crop cross crossroad crossword crowd crown crucial crude crudity cruel cruelty cruise crunch crush cry cryptic crystal ' +
  'crystallisation crystallization cube cubic cuckoo cuddly cue culmination culprit cult cultivation cultural culture cumbersome cumming cums cumulative ' +
  'cunning cup cupboard cure curiosity curious curly currency current curriculum curry curse cursor curtain curve custard custom customary customer ' +
  'customisation customization cut cute cycle cyclist cylinder cynic cynical cynicism daft daily damage damn damnation damp dampness dance danger ' +
  'dangerous dare dark darkness darling dash data database date datum daughter dawn day daylight daytime dead deadline deaf deafness deal dealer dealt ' +
  'dear death debasement debatable debate debility debt debug debugger decade decadence decay decency decent decentralisation decentralization decide ' +
  'decimal decision deck declaration declare decline decode decomposition decoration decrease dedicate dedication deduce deduction deed deem deep deeper ' +
  'deepest defamation default defeat defect defective defence defend defense defensive deference defiance deficiency define definite definition ' +
  'definitive deflation deflection deformity defy degenerate degradation degrade degree deity dejection delay delegation delete deletion deliberate ' +
  'deliberation delicacy delicate delicious delight delightful delimiters delinquency deliver deliverance delivery delta delusion demand demented demise ' +
  'democracy democratic democratically demolish demolition demonstrate demonstration denomination denominator denote dense density dentist denunciation ' +
  'deny department departmental departure depend dependant dependence dependency dependent depiction deportation deportment deposit depravity ' +
  'depreciation depress depression deprivation deprive depth deputy derailment derange derivation derivative derive derogatory descend describe ' +
  'description descriptive desecration desegregation desert deserve design designate designation designer desirability desirable desire desk desktop ' +
  'desolation despair desperate desperation despise despite destination destine destroy destruction destructive detach detachment detail detect ' +
  'detectable detection detective detector deter deterioration determination determine determinism deterrent detonation detract detriment devastate ' +
  'devastation develop developer development deviation device devil devious devise devoid devote dexterity diagnosis diagnostic diagonal diagram dial ' +
  'dialect dialog dialogue diameter diary dice dictate dictation dictator dictatorship diction dictionary did die diesel diet differ difference different ' +
  'differential differentiate differentiation difficult difficulty dig digest digit digital dignity digression dilation dilemma diligence dim dimension ' +
  'dimensional dine diner dinner dip diplomacy diplomatic dire direct direction directive directness director directory dirt dirty disability disable ' +
  'disadvantage disagree disagreement disappear disappearance disappoint disappointment disarmament disaster disastrous disbursement disc discard ' +
  'discharge disciplinary discipline disclaimer disco discoloration discolouration disconnect discontinue discontinuity discount discourage ' +
  'discouragement discover discovery discrepancy discrete discretion discriminate discrimination discuss discussion disease disembarkation disenchantment ' +
  'disguise disgust dish dishonest disillusionment disintegration disk dislike dislocation dismal dismiss disobedience disorder disparity dispensation ' +
  'displacement display disposable disposal dispose disposition dispute disregard disrupt disruption dissatisfaction dissection dissemination ' +
  'dissertation dissimilar dissimilarity dissipation dissociation dissonance distance distant distasteful distillation distinct distinction distinctive ' +
  'distinguish distort distortion distract distraction distress distribute distribution district disturb disturbance ditch ditto dive divergence diverse ' +
  'diversity divert divide divine divinity division divorce dizziness doctor doctrine document documentary documentation dodge doe dog dogma dole dollar ' +
  'domain domestic domesticity dominance dominant dominate domination don donate donation done doom door dose dot double doubt doubtful doubtless down ' +
  'downhill downright downstairs downwards dozen draft drag dragon drain drama dramatic dramatically dramatisation dramatization drank drastic ' +
  'drastically draught draw drawback drawn dread dreadful dream dreamt dreary dress drew drift drill drink drip drive drivel driven driver drop drove ' +
  'drown drowsiness drug drum drunk drunken drunkenness dry dryness dual dualism dubious duck due duff dug dull dullness duly dumb dummy dump dumpster ' +
  'duplicate duplication duplicity durability duration during dust dustbin dusty duty dying dynamic dynamically each eager eagerness eagle ear earlier ' +
  'earliest earn earnestness earth ease easier easiest easily east eastern easy eat eaten eater eccentric eccentricity echo ecological ecologist ecology ' +
  'economic economical economy edge edit edition editor editorial editorship educate education educational effect effective effectiveness efficiency ' +
  'efficient effort egg ego egoism egotism eight eighteen eighth either ejaculation ejection elaborate elaboration elasticity elation elderly elect ' +
  'election electoral electorate electric electrical electrician electricity electron electronic electronically elegance elegant element elementary ' +
  'elephant elevation elevator eleven eligibility eligible eliminate elimination elite elitism elitist elopement eloquence else elsewhere emancipation ' +
  'embankment embarrass embarrassment embed embellishment embezzlement embodiment emerge emergence emergency emigration eminence eminent emission emit ' +
  'emotion emotional empathy emphasis emphasise emphasize empire empirical employ employee employer employment emptiness empty emulate emulation emulator ' +
  'enable enactment enchantment enclose encode encounter encourage encouragement encumbrance end endearment endeavor endeavour endless endorsement ' +
  'endowment endurance enemy energy enforce enforcement engage engagement engine engineer enhance enhancement enjoy enjoyable enjoyment enlarge ' +
  'enlargement enlighten enlightenment enlistment enmity enormity enormous enough enquire enquiry enrichment enrollment enrolment ensure entail ' +
  'entanglement enter enterprise entertain entertainment enthusiasm enthusiastic enticement entire entirety entitle entity entomologist entomology ' +
  'entrance entry enumeration enunciation envelope environment environmental envisage envy epic episode equal equality equanimity equate equation ' +
  'equilibrium equip equipment equity equivalence equivalent era erase eraser erection ergo err erroneous error escalation escape escapism esoteric ' +
  'especially essay essence essential establish establishment estate estimate estimation estrangement eternal eternity ethic ethical ethnic etymology ' +
  'euphemism evacuation evaluate evaluation evangelism evaporation even evenness event eventual eventuality ever every everybody everyday everyone ' +
  'everything everywhere eviction evidence evident evil evolution evolutionary evolve exact exaggerate exaggeration exaltation exam examination examine ' +
  'examiner example exasperation excavation exceed excellence excellent except exception exceptional excess excessive exchange excite excitement ' +
  'exclamation exclude exclusion exclusive excommunication excrement excuse executable execute execution executive exempt exercise exhaust exhaustive ' +
  'exhibit exhibition exhilaration exhortation exist existence exit exoneration exotic expand expansion expect expectancy expectation expediency ' +
  'expedition expenditure expense expensive experience experiment experimental expert expertise expiration expire expiry explain explanation explanatory ' +
  'explicit explode exploit exploitation exploration explore explosion explosive exponential export expose exposition exposure express expression ' +
  'expressway extant extend extension extensive extent extermination external extinction extra extract extraction extradition extraneous extraordinary ' +
  'extrapolation extravagance extreme extremist extremity exuberance exultation eye eyesight eyewitness fabric fabrication face facilitate facility fact ' +
  'faction factor factorisation factorization factory factual faculty fail failure faint fainter faintest fair fairer fairest fairness fairy faith ' +
  'faithful faithfulness fake fall fallacious fallacy fallen false falsehood falsification falsity fame familiar familiarity family famine famous fan ' +
  'fancy fantastic fantasy far farce fare farewell farm farmer farther farthest fascinate fascination fascism fascist fashion fashionable fast faster ' +
  'fastest fat fatal fatality fate father fatherhood fatuous faucet fault faulty favor favorable favorite favoritism favour favourable favourite ' +
  'favouritism fear feasibility feasible feat feature fed federal federalism federation fee feeble feedback feel feet fell fellow fellowship felt female ' +
  'femininity feminism feminist fence fender ferment fermentation ferocity fertilisation fertility fertilization festival festivity fetch feudalism fever ' +
  'few fewer fewest fiber fibre fiction fictional fiddle fidelity field fierce fierceness fifteen fifth fifty fight fighter figment figure filament file ' +
  'fill film filter filthy final finalise finality finalize finance financial find fine finer finest finger finish finite fire firework firm firmness ' +
  'first fiscal fish fission fit fitness five fiver fix fixation fizzy flag flagship flamboyance flame flash flat flatness flavor flavour flaw fleecy ' +
  'fleet flesh flew flexibility flexible flight flimsiness flip flirtation float flood floor floppy flour flow flower flown fluctuation fluency fluent ' +
  'fluffy fluid flush flute fly foam focus fog fold folder folk follow follower foment fond fondness font food fool foolish foolishness foot football ' +
  'footnote for forbade forbearance forbid forbidden force forcibly forecast foreign foreigner foreseeable forest forever forgave forget forgetfulness ' +
  'forgive forgiven forgiveness forgot forgotten fork form formal formality format formation former formula formulae formulation fornication forth ' +
  'forthcoming fortification fortnight fortunate fortune forty forum forward fossil fought foul found foundation fountain four fourteen fourth fraction ' +
  'fragile fragility fragment fragmentation fragrance frame framework frank frantic fraternity fraud freak free freedom freelance freeway freeze french ' +
  'frequency frequent fresh freshness friction friend friendliness friendship frighten frigidity fringe frivolity frivolous frog from front frown froze ' +
  'frozen frugality fruit fruition fruity frustrate frustration fry fudge fuel fulfil fulfill fulfillment fulfilment full fuller fullest fullness fully ' +
  'fume fumigation fun function functional functionality fund fundamental fundamentalism fundamentalist funeral fungicide funnier funniest funny fur ' +
  'furniture furry further furthermore furthest furtiveness fuse fusion fuss fussy futile futility future fuzzy gain galactic galaxy game gang gap garage ' +
  'garbage garble garden garment gas gasoline gasp gate gateway gather gave gay gear gender gene general generalisation generalise generality ' +
  'generalization generalize generate generation generator generic generosity generous genetic genetically genius genocide genre gentility gentle ' +
  'gentleman gentlemen gentleness gently genuine genuineness geographical geography geologist geology geometry germicide germination gestation gesture ' +
  'get ghastly ghost giant gibberish giddiness gift gig gin girl girlfriend girlhood give given glad glance glass glean global glorification glorious ' +
  'glory glossy glove glow glue gnome goal goat god goes going gold golden goldfish golf gone good goodbye goodness goody gorgeous gospel gossip got ' +
  'gotten govern governess government governor gown grab grace graciousness gradation grade gradual graduate graduation graffiti graffito grain grammar ' +
  'grammatical grand grandfather grandmother grant graph graphic graphical grasp grass grateful gratification gratuitous gratuity grave gravitation ' +
  'gravitational gravity gray greasy great greater greatest greatness greed greediness greedy green grew grey grid grief grievance grim grind grip groan ' +
  'gross ground group grow grown growth guarantee guard guess guest guidance guide guideline guilt guilty guinea guitar gulf gullible gum gun gut gutter ' +
  'guy gynaecologist gynaecology gynecologist gynecology gyration habit habitation hack hacker had hail hair haircut hairy half hall hallucination halt ' +
  'halve ham hammer hand handbook handedness handful handicap handle handler handy hang hangover happen happier happiest happily happiness happy ' +
  'harassment hard hardback harden harder hardest hardship hardware hardy harm harmful harmless harmony harness harsh harshness has hash hassle hasten ' +
  'hasty hat hate hatred haughtiness have havoc hay hazard hazy head headache header headline health healthy heap hear heard heart heartily heat heaven ' +
  'heavier heaviest heavily heaviness heavy heel height held helicopter hell hello helmet help helpful helpless hence henceforth her herd here hereby ' +
  'heredity heresy heritage hero heroic heroin heroism herself hes hesitancy hesitate hesitation heterosexual heterosexuality hexadecimal hey hibernation ' +
  'hid hidden hide hideous hierarchical hierarchy high higher highest highlight highway hilarious hilarity hill him himself hindrance hindsight hint hip ' +
  'hire his historian historic historical history hit hitherto hoarseness hobby hog hold holder hole holiday holiness hollow holy home homesickness ' +
  'homicide homosexual homosexuality honest honesty honey honor honorary honour hook hope hopeful hopeless horde horizon horizontal horn horrendous ' +
  'horrible horribly horrid horrific horrify horror horse hospital hospitalisation hospitality hospitalization host hostile hostility hot hotel hour ' +
  'house household how however huge huh hum human humane humanism humanity humble humbly humidity humiliation humility humor humorous humour hundred hung ' +
  'hungry hunt hurry hurt husband huskiness hut hydrogen hyphen hyphenation hypnotism hypocrisy hypocrite hypocritical hypothesis hypothetical hysterical ' +
  'ice icon idea ideal idealistic identical identification identifier identify identity ideological ideology idiocy idiom idiosyncratic idiot idiotic ' +
  'idle ignition ignorance ignorant ignore ill illegal illiteracy illiterate illness illogical illumination illusion illustrate illustration image ' +
  'imaginary imagination imaginative imagine imbalance imitation immature immaturity immediate immense immensity immigration imminent immoral immorality ' +
  'immortal immortality immune immunisation immunity immunization impact impair impairment impartiality impatience impedance impediment impend imperative ' +
  'imperfect imperfection imperial imperialism impersonal impersonation impertinence implausible implement implementation implication implicit imply ' +
  'import importance important importation impose imposition impossibility impossible impotence impractical impress impression impressive imprison ' +
  'imprisonment improbability improbable improve improvement improvisation impudence impulse impunity impurity inability inaccessible inaccuracy ' +
  'inaccurate inaction inactivity inadequacy inadequate inadvertently inane inappropriate inauguration incandescence incantation incapable incapacity ' +
  'incarceration incarnation incentive inch incidence incident incidental incitement inclination incline include inclusion inclusive incoherence ' +
  'incoherent income incompatibility incompatible incompetence incompetent incomplete incongruity inconsistency inconsistent inconvenience inconvenient ' +
  'incorporate incorporation incorrect increase incredible incredibly incredulity increment incubation incur indecency indeed indefensible indefinite ' +
  'indent indentation independence independent indeterminate index indicate indication indicative indicator indictment indifference indignation indignity ' +
  'indirect indirection individual individualism individuality indoctrination indolence induce inducement induction indulge indulgence industrial ' +
  'industry ineffective inefficiency inefficient inequality inertia inevitable inevitably inexperience inexperienced infallible infamous infancy infant ' +
  'infantile infatuation infect infection infelicity infer inference inferior inferiority infestation infidelity infiltration infinite infinity infirmity ' +
  'inflammation inflation inflection inflexible inflict influence influential info inform informal informality information informative infraction ' +
  'infrastructure infrequent infringement ingenious ingenuity ingredient inhabit inhabitant inherent inherit inheritance inhibit inhibition inhumanity ' +
  'initial initialisation initialise initialization initialize initiate initiation initiative inject injection injunction injure injury injustice ink ' +
  'inner innocence innocent innovation innovative inoculation input inquire inquiry inquisition insane insanity insect insecticide insecure insecurity ' +
  'insensitive insensitivity insert insertion inside insidious insight insignificance insignificant insincerity insinuation insist insistence insofar ' +
  'insolence insolvency inspect inspection inspiration inspire instability install installation installment instalment instance instant instead ' +
  'instigation instinct institute institution instruct instruction instrument instrumental insubordination insufficient insulation insult insurance ' +
  'insurrection intact intake integer integral integrate integration integrity intellect intellectual intelligence intelligent intend intense intensity ' +
  'intensive intent intention intentional inter interact interaction interactive intercourse interdependence interest interface interfere interference ' +
  'interim interior interjection intermediate interment intermission intermittent internal international interpolation interpret interpretation ' +
  'interpreter interrogate interrogation interrupt interruption intersection interval intervene intervention interview intimacy intimate intimation ' +
  'intimidation into intolerance intonation intoxication intricacy intrinsic intrinsically introduce introduction introductory intuition intuitive ' +
  'inundation invade invalid invalidate invaluable invariably invasion invent invention inventor inverse invert invest investigate investigation ' +
  'investment invisibility invisible invitation invite invocation invoke involve involvement ion irate iridescence iron ironic irony irrational ' +
  'irregularity irrelevance irrelevant irrespective irresponsibility irresponsible irreverence irrigation irritability irritate irritation island isolate ' +
  'isolation issue item iteration its itself jack jacket jail jam jargon jazz jealous jeans jelly jerk jest jet job join joint joke jolly journal ' +
  'journalism journalist journey joy jubilation judge judgement judgment juice jump junction jungle junior junk jurisdiction jury just justice ' +
  'justifiable justifiably justification justify juvenile juxtaposition keen keep keeper ken kept kernel kettle key keyboard keystroke keyword kick kid ' +
  'kidnap kidney kill killer kind kindness king kingdom kinship kiss kit kitchen knee knew knife knight knighthood knock know knowledge known lab label ' +
  'labor laboratory labour laceration lack lad ladder lady lag lager laid lain lake lament lamentation lamp land landlord landscape lane language large ' +
  'larger largest lark laser last late later latest latter laugh laughter launch lavatory law lawn lawyer laxity lay layer layout laziness lazy leach ' +
  'lead leader leadership leaf leaflet league leak lean leap learn learnt least leather leave lecture lecturer led left leg legacy legal legality legend ' +
  'legendary legibility legible legislation legitimacy legitimate leisure lemon lend length lengthy leniency lenient lens lent lesbian less lesser lesson ' +
  'lest let lethal letter level levity liability liable liaison libel liberal liberalisation liberalism liberalization liberation liberty librarian ' +
  'library licence license lid lie life lifestyle lifetime lift ligament light lighter lightest lightness lightning like likelihood likeness likewise ' +
  'limb limit limitation line linear linguistic liniment link linkage lion lioness lip liquid liquidation liquor lisp list listen listener lit liter ' +
  'literacy literal literary literate literature litigation litre litter little live livelihood liveliness liver livest load loader loan lobby local ' +
  'locality locate location lock lodge loftiness log logic logical logician logo loneliness lonely long longer longest longevity look loop loophole loose ' +
  'lord lorry lose loss lost lot loud louder loudest loudness lousy love loveliness lover low lower lowest loyal lubrication luck luckily lucky ludicrous ' +
  'luggage lump lunacy lunatic lunch lunchtime lung lurk lust luxury lying lyric machine machinery mad made madness magazine magic magical magician ' +
  'magnanimity magnetic magnetism magnificence magnificent magnitude mail mailbox main mainframe mainstream maintain maintainability maintenance maize ' +
  'major majority make maker male malevolence malfunction malicious malignancy malnutrition man manage management manager mandate mandatory mangle ' +
  'manhood mania manifestation manifestly manifesto manipulate manipulation mankind manliness manner mannerism manpower manual manufacture manufacturer ' +
  'many map march margin marginal marital mark marker market marriage marry marvellous marvelous mask mass massive master masturbation match mate ' +
  'material materialism maternity mathematical mathematician mathematics matrices matriculation matrix matter mature maturity maximise maximize maximum ' +
  'may maybe mayor maze meal mean meaningful meaningless meant meantime meanwhile measure measurement meat mechanic mechanical mechanism media mediation ' +
  'medical medication medicine medieval mediocrity meditation medium meekness meet megabyte melody melt member membership memorable memory men mend ' +
  'menstruation mental mentality mention menu mercury mercy mere merge merit merriment merry mess message messy met metabolism metal metaphor ' +
  'meteorologist meteorology meter method methodology metre metric metro mice microbiology microcomputer microorganism microprocessor microwave midday ' +
  'middle midnight might mighty migrate migration mild mile mileage militancy military milk mill million mimic mind mindedness mindless mine minimal ' +
  'minimalism minimalist minimise minimize minimum minister minor minority mint minus minute miracle miraculous mirror misappropriation miscellaneous ' +
  'misdirect misdirection miserable miserably misery misfortune misguide misinformation misinterpret mislead misled mismanagement misplace misprint ' +
  'misread misrepresent miss missile mission mist mistake mistaken mistook misunderstand misunderstood misuse mix mixture mnemonic moan mob mobile ' +
  'mobilisation mobility mobilization mock mod mode model moderate moderation modern modernisation modernity modernization modest modification modify ' +
  'modulation module mold mole molecular molecule mom moment momentarily momentum monarch monetarism money monitor monkey monochrome monopoly monster ' +
  'monstrosity month monument mood moon moral morality more moreover morning moron morphology mortal mortality mortification most mother motherhood ' +
  'motion motivate motivation motive motor motorway motto mould mount mountain mouse mouth move movement movie much muck mud muddle mug mugginess ' +
  'multiple multiplication multiplicity multiply mum mumble mummy mundane municipality murder murderer muscle museum music musical musician must mutation ' +
  'mutilation mutter mutual myself mysterious mystery mystic mysticism myth mythical mythology nail naive naked nakedness name nameless narration ' +
  'narrative narrow narrower narrowest narrowness nastier nastiest nastiness nasty nation national nationalism nationality native nativity natural ' +
  'naturalisation naturalization naturalness nature naughtiness naughty navigation nay near nearby nearer nearest nearsightedness neat neatness ' +
  'necessarily necessary necessity neck need needle needless negate negation negative neglect negligence negligible negotiable negotiate negotiation ' +
  'neighbor neighborhood neighborliness neighbour neighbourhood neighbourliness neither nepotism nerve nervous nervousness nest net network neural ' +
  'neurologist neurology neutral neutrality never nevertheless new newcomer newer newest newsletter newspaper next nice nicer nicest nick nickname night ' +
  'nightmare nil nine nobility noble nobody node noise noisiness noisy nominal nominate nomination nonchalance none nonentity nonetheless nonfiction ' +
  'nonsense nonviolence noon nor norm normal normality north northern nose nostalgia not notable notably notation note nothing nothingness notice ' +
  'noticeable noticeably notification notify notion notorious noun nourishment novel novelty novice now nowadays nowhere nuance nuclear nudity nuisance ' +
  'null numb number numbest numbness numeral numeric numerical numerous nun nurse nut nutriment nutrition oar obedience obesity obey obfuscation object ' +
  'objection objectionable objective objectivity obligation obligatory oblige obliteration obnoxious obscene obscenity obscure obscurity observance ' +
  'observation observe observer obsess obsession obsolescence obsolete obstetrician obstinacy obstruct obstruction obtain obtainable obvious occasion ' +
  'occasional occupancy occupation occupy occur occurrence ocean oceanography odd oddity off offence offend offender offense offensive offensiveness ' +
  'offer offhand office officer official offset offspring often oil ointment old older oldest omission omit omnipotence once one oneself ongoing onion ' +
  'only onto onus onwards open openness opera operate operation operational operator ophthalmologist ophthalmology opinion opponent opportunity oppose ' +
  'opposite opposition oppress oppression opt optic optical optician optimal optimisation optimise optimism optimistic optimization optimize optimum ' +
  'option optional opus oral orange oration orbit orbital orchestra orchestral orchestration order ordinance ordinary ordination organ organic ' +
  'organisation organise organiser organism organization organize organizer orient oriental orientate orientation origin original originality originate ' +
  'originator ornament ornithologist ornithology orthodox orthogonality orthography oscillation ostentation other otherwise ought our ourselves out ' +
  'outcome outcry outdated outdistance outer outgoing outline outlook output outrage outrageous outright outset outside outstanding outstation outweigh ' +
  'ovation over overall overcame overcome overdraft overdue overflow overhead overlap overload overlong overlook overnight overpopulation overprice ' +
  'overridden override overrode overseas overtime overtone overview overwhelm overwriting overwritten owe own owner ownership oxidation oxygen ozone pace ' +
  'pacifier pacifism pack package packet pad paediatrician page pagination paid pain painful painless paint pair palace palaeontologist palaeontology ' +
  'pale paleontologist paleontology pan panel panic pant papacy paper paperback par parade paradise paradox paragraph parallel parameter paranoia ' +
  'paranoid paraphrase parchment pardon parent parentheses parenthesis parenthood parity park parliament parochial parody parrot parse part partial ' +
  'partiality participant participate participation particle particular partition partner partnership party pass passage passenger passion passionate ' +
  'passive passport password past paste pasteurisation pasteurization pat patch patent paternalism paternity path pathetic pathologist pathology patience ' +
  'patient patriotism patronise patronize pattern paucity pause pavement pay payment peace peaceful peak peanut peasant peculiar peculiarity pedal pedant ' +
  'pedantic pedantry pedestrian pediatrician peer pen penalty penance pence pencil pended pending pends penetration penguin penitence penmanship penny ' +
  'people per perceive percent percentage perception perchance percolation percussion perfect perfection perforation perform performance perhaps period ' +
  'periodic periodically peripheral permanence permanent permissible permission permit permutation perpetual perplexity persecute perseverance persist ' +
  'persistence persistent person personal personality personification personnel perspective perspiration persuade persuasion perverse pessimism pesticide ' +
  'pestilence pet petition petrol pettiness petty pharmacy phase phenomena phenomenon philosopher philosophical philosophy phobia phoenix phone ' +
  'phosphorescence photo photocopy photograph photographic photography phrase phraseology physic physical physician physicist physiology piano pick ' +
  'picture pie piece pig pigeon pigment pile pill pilot pin pinch pink pint pipe pipeline piracy pit pitch pitfall pittance pity pizza place placement ' +
  'plagiarism plague plain plan plane planet planetary plant plantation plaster plastic plate platform plausibility plausible play player playfulness ' +
  'playground plea pleasant please pleasure plenty plot plotter ploy plug plural plurality plus pocket poem poet poetic poetry poignancy point pointer ' +
  'pointless poison poke polar polarisation polarity polarization pole police policeman policy polish polite politeness political politician politics ' +
  'poll pollination pollution polynomial pompous pool poor poorer poorest pop pope populace popular popularity populate population pork pornography port ' +
  'portability portable porter portion portray pose position positive positivism possess possession possibility possible possibly post postage postal ' +
  'postcard poster posterity postmaster postpone postponement postscript postulate pot potato potency potential pound pour poverty powder power powerful ' +
  'practicable practical practicality practice practise pragmatic pragmatism praise prance pray prayer preach precaution precede precedence precedent ' +
  'precious precipitation precise precision predecessor predestination predicament predict predictable prediction predisposition predominance ' +
  'predominantly preeminence preface prefer preferable preferably preference prefix pregnancy pregnant prejudice preliminary premature premeditation ' +
  'premise premium premonition preoccupation preparation prepare preponderance preposition prerequisite prescribe prescription presence present ' +
  'presentation preservation preserve presidency president press pressure presumably presume pretence pretend pretentious pretentiousness pretty prevail ' +
  'prevalence prevalent prevent prevention preview previewer previous price pride priest priesthood primarily primary prime primitive prince principal ' +
  'principality principle print printer printout prior priority prise prison prisoner privacy private privation privatisation privatization privilege ' +
  'prize pro probability probable probably probation problem procedure proceed process procession processor proclaim proclamation procrastination ' +
  'procurement produce producer product production productive productivity profanity profession professional professor proficiency profile profit ' +
  'profitable profound profundity program programmable programme programmer progress progression prohibit prohibition project projection proliferation ' +
  'prolong prominence prominent promiscuity promise promote promotion prompt promptness prone pronoun pronounce pronouncement pronunciation proof ' +
  'propaganda propagation propensity proper property prophecy prophet proportion proportional proportionality proposal propose proposition proprietary ' +
  'prose prosecute prosecution prospect prospective prosperity prostitute protect protection protein protest protocol prototype proud prove proven ' +
  'provenance provide providence provision provisional provocation provocative provoke proximity prudence pseudo psychological psychologist psychology ' +
  'psychotherapy pub public publication publicise publicity publicize publish publisher pudding pull pulp pulsation pulse pump pun punch punctuality ' +
  'punctuation puncture punish punishment punt pupil purchase pure purge purification purity purple purpose pursue pursuit push put putt puzzle python ' +
  'qualification qualifier qualify quality quantity quantum quarter queen query quest question questionable questionnaire queue quibble quick quicker ' +
  'quickest quiet quieter quietest quintessence quit quite quiz quota quotation quote rabbit rabid race racial racism racist rack racket radar radiance ' +
  'radiation radical radio radioactivity radius rag rage raid rail railroad railway rain rainbow raise ram ramification rampant ran random randomness ' +
  'rang range rank rant rape rapid rapidity rare rarer rarest rarity rash rat rate rather ratification ratio ration rational rationale rationalisation ' +
  'rationality rationalization rattle rave raw ray razor reach react reaction reactionary reactor read readability readable reader readership readily ' +
  'readiness ready real realisation realise realism realistic reality realization realize realm rear rearrange rearrangement reason reasonable reasonably ' +
  'reassurance reassure rebuild rebuilt recall receipt receive receiver recent reception recession recipe recipient recitation reckless recklessness ' +
  'reckon reclaim reclamation recognisable recognise recognition recognizable recognize recollection recommend recommendation reconcile reconciliation ' +
  'recondition reconnaissance reconsider reconstruction record recorder recover recovery recreation recreational recruit recruitment rectangle ' +
  'rectangular rectify recuperation recurrence recursion recursive recycle red redefine redefinition redirect redirection reduce reduction redundancy ' +
  'redundant refer reference referendum refine refinement reflect reflection reflex reform reformat reformation refraction refrain refresh refreshment ' +
  'refrigeration refund refurbishment refusal refuse refutation refute regain regard regardless regeneration regime regiment region regional register ' +
  'registration regression regret regrettably regular regularity regulation rehabilitation reign reimbursement reincarnation reinforcement reinstate ' +
  'reinstatement reiterate reiteration reject rejection rejuvenation relate relation relationship relative relativity relax relaxation relay release ' +
  'relevance relevant reliability reliable reliably reliance relief relieve religion religious relocation reluctance reluctant rely remain remainder ' +
  'remark remarkable remarkably remedy remember remembrance remind reminder reminiscence reminiscent remission remittance remote removal remove ' +
  'remuneration renaissance rename rend render rendition renew renovation rent renunciation reorganisation reorganization repair reparation repayment ' +
  'repeat repeatable repent repentance repercussion repertoire repetition repetitive rephrase replace replacement replication reply report reporter ' +
  'represent representation representative repression reproduce reproduction repudiation repugnance repulsive reputation request require requirement ' +
  'requisite requisition reread rescue research researcher resemblance resemble resent resentment reservation reserve reset reside residence resident ' +
  'resign resignation resilience resist resistance resolution resolve resonance resort resource resourcefulness respect respectability respectable ' +
  'respective respiration respond response responsibility responsible rest restart restaurant restlessness restoration restore restrain restrict ' +
  'restriction restrictive result resume resurgence resurrection resuscitation retail retain retaliation reticence retire retirement retract retraction ' +
  'retrieval retrieve return reuse reveal revelation revenge revenue reverberation reverence reverse revert review revise revision revolt revolution ' +
  'revolutionary reward rewrite rewritten rewrote rhetorical rheumatism rhyme rhythm ribbon rice rich richer richest richness rid riddance ridden ride ' +
  'ridiculous right righteousness rightness rigid rigidity rigorous ring riot rip ripeness rise risen risk risky ritual rival river road robot robust ' +
  'robustness rock rocket rod rode role roll roman romance romantic roof room root rope rose rot rotate rotation rotten rough roughness round roundabout ' +
  'roundness rout route routine row rowdiness royal royalties rub rubber rubbish rude rudeness ruin rule ruler rumor rumour run rung rural rush rusty ' +
  'ruthlessness sabotage sack sacrament sacred sacrifice sad sadden sadism sadness safe safeguard safer safest safety saga said sail saint sake saki ' +
  'salary sale salesman salt salutation salvation same sameness sample sanction sanctity sand sandwich sane sang sanitation sanity sank sarcasm sarcastic ' +
  'sat satellite satire satisfaction satisfactorily satisfactory satisfy saturation sauce save saw say scale scan scandal scanner scarce scarcity scare ' +
  'scarf scarlet scatter scenario scene scenery sceptical scepticism schedule scheduler scheme scholar scholarship school science scientific ' +
  'scientifically scientist scope score scotch scrap scratch scream screen screw script scroll scum sea seal search seasickness season seat secession ' +
  'second secondary secrecy secret secretary sect section sector secular secure security sediment seduction see seek seem seen segment segmentation ' +
  'segregation seldom select selection selective self selfish selfishness sell semantic semblance seminar send sender senility senior seniority sensation ' +
  'sensationalism sense sensibility sensible sensibly sensitive sensitivity sensuality sent sentence sentience sentient sentiment sentimental ' +
  'sentimentality separate separation separator sequel sequence sequential serenity serial series serious seriousness sermon servant serve server service ' +
  'session set settle settlement seven seventh several severance severe severity sex sexism sexist sexual sexuality sexy shade shadow shake shaken shaky ' +
  'shall shallow shame shape share shareholder sharp sharpness she sheep sheer sheet shelf shell shelter shelve shift shine shiny ship shipment shirt ' +
  'shock shoe shone shook shoot shop short shortage shorten shorter shortest shorthand shortness shot should shoulder shout shove show shower shown ' +
  'shrewdness shut shutdown shy shyness sic sick sicken sickness side sideways sigh sight sigma sign signal signature significance significant silence ' +
  'silent silicon sillier silliest silliness silly silver similar similarity simple simpler simplest simplicity simplification simplify simplistic simply ' +
  'simulate simulation simultaneous sin since sincere sincerity sine sinful sing singer single singular singularity sinister sink sir sister sisterhood ' +
  'sit site situate situation six sixpence sixteen sixth sixty size skeleton skeptical skepticism sketch skill skin skip skirt skull sky slag slang slash ' +
  'slave sleep slept slice slid slide slight slighter slightest slim slip slippery slogan slope sloppy slot slow slower slowest slowness slyness small ' +
  'smaller smallest smallish smart smash smell smelly smile smith smoke smoker smooth smoothness smug snack snag snail sneak sneaky sniff snobbery snow ' +
  'soap sober social socialism socialist society sociologist sociology sock socket sod soft softness software soil solar sold soldier sole solemnity ' +
  'solicitor solid solidarity solidity solo solution solve some somebody somehow someone someplace something sometime somewhat somewhere son song soon ' +
  'sooner soonest sophisticate sophistication sordid sore sorority sorry sort sought soul sound soundtrack soup source south southern space spaceship ' +
  'span spare spatial speak speaker special specialisation specialise specialist speciality specialization specialize specialty species specific ' +
  'specifically specification specify specimen spectacular spectrum speculate speculation sped speech speed spell spelt spend spent sphere spigot spike ' +
  'spill spin spiral spirit spiritual spit spite splendid split spoil spoilt spoke spoken spokesman sponsor sponsorship spontaneity spontaneous spoof ' +
  'spool sport sportsmanship spot spout sprang spray spread spring sprung spur spurious spy squad square squash squeeze stability stable stack staff ' +
  'stage stagger stagnation stair staircase stake stale stall stamp stance stand standard standardisation standardise standardization standardize ' +
  'standpoint star stare stark start starter startle starvation starve state statement statesmanship static station stationary statistic statistical ' +
  'statistician status stay steadily steady steal steam steel steep steer stem stenography step stereo stereotype sterile sterilisation sterilization ' +
  'sterling sternness stick sticky stiff stiffness still stillness stimulate stimulation stinginess stipulation stir stock stole stolen stomach stone ' +
  'stood stop storage store storey storm story straight strain strange strangeness stranger strangest strangulation strategic strategy straw stray stream ' +
  'street strength strengthen stress stretch strict strictness strike string stringent strip strive stroke strong stronger strongest struck structural ' +
  'structure struggle stuck student studentship studio study stuff stumble stun stunt stupid stupidity style subject subjective submission submit ' +
  'subroutine subscribe subscription subsection subsequent subset subsidiary subsidise subsidize subsistence substance substantial substitute ' +
  'substitution subtle subtlety subtly subtraction subway succeed success successful succession successive successor such suction sudden sue suffer ' +
  'sufferer suffice sufficient suffix suffocation sugar suggest suggestion suicidal suicide suit suitability suitable suitably suite sum summarise ' +
  'summarize summary summer sun sundry sung sunk sunlight sunny sunrise sunshine super superb superficial superfluous superior superiority supermarket ' +
  'supernatural superstition supervise supervision supervisor supplement supplementary supplier supply support supporter suppose supposition suppress ' +
  'suppression supremacy supreme sure surface surgery surname surplus surprise surround surveillance survey survival survive susceptible suspect suspend ' +
  'suspension suspicion suspicious sustain sustenance swallow swam swamp swap swear sweat sweep sweet sweetness swept swim swing switch sword swore sworn ' +
  'swum symbol symbolic symbolism symmetric symmetry sympathetic sympathise sympathize sympathy symphony symptom synchronisation synchronization ' +
  'syndicate syndrome synonym synonymous syntactic syntactically syntax synthesis synthesizer system systematic tab table tabulation tack tackle tactic ' +
  'tactical tactless tag tail tailor take taken taker tale talent talk tall tame tameness tangent tank tap tape tardiness target task taste tasteless ' +
  'taught tautology tax taxation taxi taxpayer tea teach teacher team teapot tear technical technicality technician technique technological technology ' +
  'tedious teenage teenager teeth telepathy telephone telescope television tell temper temperament temperance temperature temple temporarily temporary ' +
  'tempt temptation ten tenacity tenancy tend tendency tender tenderness tenement tennis tense tension tentative tenth term terminal terminate ' +
  'termination terminator terminology terrible terribly terrify territory terror terrorism terrorist terse terseness test testament text textbook textual ' +
  'than thank thankful that the theater theatre thee theft their them theme themselves then thence theological theology theorem theoretical theory ' +
  'therapy there thereabouts thereafter thereby therefore therein thereof these thesis they thick thickness thief thieve thin think third thirst thirty ' +
  'this thorough thoroughfare those thou though thought thoughtfulness thousand thread threat threaten three threshold threw throat through throughout ' +
  'throughput throw thrown thrust thumb thus thy tick ticket tidy tie tiger tight tightness tile till time timer timescale timetable timidity tin tiny ' +
  'tip tire tiresome title toad toast tobacco today toe together toggle toilet token told tolerance tolerant tolerate toll tomato tome tomorrow ton tone ' +
  'tongue tonight too took tool tooth top topic topical topography topology tore torment torn torture toss total totalitarianism totality touch tough ' +
  'toughness tour tourist tournament toward tower town toy trace track traction trade tradition traditional traffic tragedy tragic trail train trance ' +
  'tranquility tranquillity transaction transcript transfer transform transformation transgression transient transit transition translate translation ' +
  'translator transliteration transmission transmit transmitter transparency transparent transport transportation trap trash trashcan travel tray tread ' +
  'treasure treat treatment treaty tree trek tremendous trend trendy trepidation trial triangle tribe tribulation trick tricky trifle trigger trilogy ' +
  'trinity trip triple tripos triumph trivia trivial triviality trolley troop trouble trouser truancy truck true truism truly trumpet truncate truncation ' +
  'trunk trust trusty truth truthfulness try tube tuition tune tunnel turbulence turn turntable tutor tutorial twelve twentieth twenty twice twin twist ' +
  'two tying type typeset typewriter typical tyre ugh ugliness ugly ultimate umbrella unable unacceptable unaffected unambiguous unanimity unattended ' +
  'unauthorised unauthorized unavailable unavoidable unaware unbalanced unbearable unbelievable unbelievably unbiased uncertain uncertainty unchanged ' +
  'uncle unclear uncomfortable uncommon unconnected unconscious unconvincing undefined under underestimate undergarment undergo undergone undergraduate ' +
  'underground underlain underlay underlie underline underlying underneath understand understandable understatement understood undertake undertaken ' +
  'undertook underwent undesirable undid undo undocumented undone undoubtedly unduly uneasiness uneasy unemployed unemployment unexpected unexplained ' +
  'unfair unfamiliar unfinished unfortunate unfounded unfriendly unhappiness unhappy unhealthy unhelpful unification uniform uniformity unify unimportant ' +
  'uninteresting union unique uniqueness unit unite unity universal universe university unjustified unknown unless unlike unlimited unload unlock unlucky ' +
  'unnatural unnecessarily unnecessary unobtainable unofficial unpleasant unpleasantness unpopular unpopularity unpredictable unread unreadable ' +
  'unrealistic unreasonable unrelated unreliability unreliable unsafe unsatisfactory unseen unset unsolicited unsound unspecified unstable unsuccessful ' +
  'unsuitable unsupported unsure unsuspecting untidy until unto untrue unusable unused unusual unwanted unwelcome unwilling unwillingness unwise ' +
  'unworkable upbringing update upgrade upon upper upright ups upset upside upstairs upward urban urge urgency urgent usable usage use useful usefulness ' +
  'useless uselessness user usual utilisation utilitarianism utility utilization utter utterance vacancy vacation vaccination vacuum vague vagueness vain ' +
  'valid validation validity valley valuable value valve van vandalism vanish vanity variable variance variant variation variety various varsity vary ' +
  'vast vastness vat vector vegetable vegetarian vegetarianism vegetation vehement vehicle vein velocity vend vendor veneration vengeance ventilation ' +
  'venture venue veracity verb verbal verbatim verbose verbosity verdict verification verify versatile versatility verse version versus vertical very ' +
  'vessel vestment vet vexation via viability viable vibration vicar vice vicinity vicious victim victory video view viewer viewpoint vigilance ' +
  'vigorously vile village vintage vinyl violate violation violence violent violin virgin virginity virility virtual virtue virus visibility visible ' +
  'vision visit visitation visitor visual vital vitality vivacity vivisection vocabulary vocal vocation voice void volition voltage volume voluntarily ' +
  'voluntary volunteer vomit vote voter vouch vowel vulgarity vulnerability vulnerable wade waffle wage wait wake walk wall wallet wander want war ward ' +
  'warehouse warm warn warp warrant warranty wartime wary was wash waste wasteful watch water wave way weak weakness wealth wealthy weapon wear weariness ' +
  'weary weasel weather wed wee week weekday weekend weigh weight weird weirdness welcome welfare well went were west western wet whale what whatever ' +
  'whatsoever wheel when whence whenever where whereas whereby whereupon wherever whether which whichever while whilst whim whiskey whisky whistle white ' +
  'whiteness who whoever whole wholeheartedly wholly whom whoop whose why wicked wickedness wide wider widespread widest width wife wild wilderness ' +
  'wildness will willingness win wind window wine wing winner winter wipe wire wisdom wise wiser wisest wish wit witch with withdraw withdrawal withdrawn ' +
  'withdrew within without witness witticism witty wive wizard woke woken wolf woman womanhood wombat women won wonder wonderful wondrous wont wood ' +
  'wooden word wore work workable worker workload workmanship workshop workstation world worldwide worm worn worry worse worship worst worth worthless ' +
  'worthwhile worthy would wound wow wrap wrapper wrath wreck wrecker wren wretched wrist write writer written wrong wrote xenophobia yard yawn year ' +
  'yellow yes yesterday yet yeti yield you young younger youngest your yourself yourselves youth zero zone zoologist zoology zoom'
