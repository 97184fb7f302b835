// ◆ pure
/**
 * Groups of words that mean much the same for a body's cause: countries, denominations, sports, diseases. A small training sample has seen "Malawi" twice
 * and "Lesotho" never; the group tells the model what both are. Written by hand from general knowledge, not taken from any list. One or two words, lower
 * case, hyphens as spaces, apostrophes left out; a star stands for any ending.
 */
export const WORD_GROUPS: Readonly<Record<string, string>> = {
  grant:
    'almoner, award, awards, bequest, bequests, bursar*, charitable giving, distribut*, donat*, donor, endow*, financial aid, financial assistance, financial help, financial support, give money, giving money, grant, grant giving, grant making, grantgiving, grantmaking, grants, make payments, makes payments, philanthrop*, scholarship, scholarships',
  raise:
    'fund rais*, fundrais*, raise fund, raise funds, raise money, raise monies, raises fund, raises funds, raises money, raises monies, raising fund, raising funds, raising money, raising monies',
  hall: 'church center, church centers, church centre, church centres, church hall, church halls, church room, church rooms, community association, community center, community centers, community centre, community centres, community hall, community halls, community room, community rooms, hall, halls, institute, memorial center, memorial centers, memorial centre, memorial centres, memorial hall, memorial halls, memorial room, memorial rooms, parish center, parish centers, parish centre, parish centres, parish hall, parish halls, parish room, parish rooms, pavilion, public center, public centers, public centre, public centres, public hall, public halls, public room, public rooms, reading center, reading centers, reading centre, reading centres, reading hall, reading halls, reading room, reading rooms, town center, town centers, town centre, town centres, town hall, town halls, town room, town rooms, village center, village centers, village centre, village centres, village hall, village halls, village room, village rooms',
  ground:
    'allotment, allotments, common, commons, open space, open spaces, park, parks, playing field, playing fields, recreation ground, recreation grounds, village green',
  africa:
    'africa*, angola, botswana, burundi, cameroon*, congo*, eritrea*, ethiopia*, gambia*, ghana*, kenya*, lesotho, liberia, madagascar, malawi*, mali, mozambique, nigeria*, rwanda*, senegal, sierra leone, somali*, sudan*, tanzania*, uganda*, zambia*, zimbabwe*',
  asia: 'afghan*, bangladesh*, bengal*, burm*, cambodia*, china, chinese, filipino, gujarat*, india*, indonesia, japan*, kashmir*, korea*, mongolia, myanmar, nepal*, pakistan*, philippines, punjab*, sri lanka*, tamil, thailand, tibet*, vietnam*',
  abroad:
    'albania*, armenia*, asia, asian, belarus*, bolivia*, bosnia*, brazil*, bulgaria*, caribbean, chernobyl, cyprus, eastern europe*, ecuador, gaza, georgia, guatemala, haiti*, hungar*, iran*, iraq*, israel*, jamaica*, kosovo, kurdish, latin america*, lebanon, mexic*, moldova, palestin*, peru*, poland, polish, romania*, russia*, south america*, syria*, turkey, turkish, ukrain*',
  overseas:
    'abroad, developing countr*, developing nation, developing nations, developing world, disaster, famine, global*, humanitarian, international*, orphan*, overseas, third world, world wide, worldwide',
  friends: 'friends of, supporters',
  saint: 'st, saint, saints, ss, our lady, holy',
  women: 'guild, inner wheel, mothers union, soroptimist, townswomens, wi, womens institute, womens institutes',
  club: 'circle, club, clubs, freemason*, lions club, lodge, masonic, oddfellow*, rotary, round table, social club, social clubs, society',
  scout:
    'beaver, beavers, boys brigade, brownies, cadet, cadets, cubs, girlguiding, girls brigade, guide, guides, guiding, rainbows, scout, scouting, scouts, young farmers',
  youth: 'adolescent, adolescents, junior, juniors, teenager, teenagers, young people, youth',
  child: 'babies, baby, child, children, childrens, childs, infant, infants, kids, under fives',
  elder:
    'age concern, age uk, aged, elderly, luncheon club, old age, old people*, older people*, older person, older persons, over 50, over 50s, over 60, over 60s, over 70, over 70s, over50, over50s, over60, over60s, over70, over70s, pensioner*, retired, retirement, senior citizen, senior citizens, third age, u3a',
  disab:
    'asperger*, autis*, blind, cerebral palsy, deaf, disab*, downs syndrome, handicap*, hearing impaired, learning difficult*, learning disabilit*, mencap, sensory, special needs, spina bifida, visually impaired, wheelchair*',
  family:
    'adoption, bereave*, carer, carers, domestic abuse, domestic violence, families, family, father, fathers, foster*, home start, homestart, marriage, mother, mothers, parent, parenting, parents, relate',
  disease:
    'aids, alzheimer*, arthritis, asthma, brain injur*, breast, cancer, cardiac, cystic fibrosis, dementia, diabet*, disease, epilep*, heart, hiv, kidney, leuk*, lupus, me, multiple sclerosis, muscular dystrophy, parkinson*, stroke, sufferer, sufferers, syndrome, tumor, tumour',
  mental:
    'addict*, alcohol*, counsel*, depress*, drug, drugs, eating disorder, eating disorders, mental*, psych*, substance misuse, suicide, well being, wellbeing',
  medic:
    'ambulance, blood, clinic*, dental, doctor, doctors, first aid, health*, hospice*, hospital, hospitals, medical, medicine, nhs, nurse, nurses, nursing, palliative, patient, patients, surg*, therap*',
  nursinghome: 'abbeyfield, care home, care homes, nursing home, nursing homes, residential, residential care, residential home, residential homes, sheltered',
  preschool:
    'after school, afterschool, breakfast club, child care, child minder, child minders, childcare, childminder, childminders, creche, creches, crèche, crèches, day care, daycare, early years, holiday club, kids club, nurser*, out ofschool, outof school, outofschool, play group, play groups, play scheme, playgroup, playgroups, playscheme, playschool, pre school, pre schools, preschool, preschools, sure start, toddler, toddlers, under 5, under 5s, under5, under5s, wraparound',
  pta: 'home school, parent teacher, parent teachers, parents association, parents friends, parents staff, parents teacher, parents teachers, pfa, psa, pta, ptfa, ptsa, school association, school fund',
  school: 'academies, academy, grammar, infant, infants, junior, primary, pupil, pupils, school, schools, secondary',
  higher:
    'alumni, college, degree, lecture, lectures, postgraduate, postgraduates, professor, student, students, undergraduate, undergraduates, universities, university',
  train: 'adult education, course, courses, e learning, elearning, learning, literacy, skills, teach*, training, tuition, vocational, workshop, workshops',
  housing:
    'accommodation, alms house, alms houses, almshouse, almshouses, cottage, cottages, dwelling, dwellings, flats, home for, homes for, housing, residents association, sheltered, tenant, tenants',
  homeless: 'homeless*, hostel, hostels, night shelter, refuge, rough sleep*, shelter, street',
  church:
    'abbey, anglican, assembly, baptist, brethren, cathedral, catholic, chapel, church*, circuit, congregation*, diocesan, diocese, evangeli*, fellowship, jehovahs, kingdom hall, kirk, methodist, ministry, minster, orthodox, parish, parochial, pcc, pentecostal, presbyterian, quaker*, salvation, tabernacle, united reformed, worship',
  gospel:
    'bible, christ, christian*, clergy, disciples*, faith, god, gospel, holy, jesus, lord, mission, missionar*, missions, prayer*, preach*, scripture, scriptures, spiritual*, sunday',
  otherfaith:
    'bahai, buddh*, chabad, dharma, gurdwara, hebrew, hindu*, islam*, jew, jewish, jews, judaism, krishna, madrasa, madrasah, madrassa, madrassah, mandir, masjid, meditation, mosque, muslim*, quran, rabbi*, shul, sikh*, synagogue, talmud*, temple, torah, yeshiva',
  music:
    'band, bands, brass, choir*, choral, concert, concerts, ensemble, music*, opera*, orchestra*, organ, philharmonic, recital, recitals, singer, singers, singing, symphony',
  stage:
    'amateur, ballet, carnival, circus, comedy, dance*, drama, dramatic, festival, operatic, pantomime, performance, performances, performing, players, plays, production, productions, puppet, theater*, theatre*, theatrical*',
  visual:
    'architectur*, art, artist, artistic, artists, arts, book, books, broadcast*, cinema, craft, crafts, design, embroidery, film*, galleries, gallery, libraries, library, literary, literature, magazine, media, newspaper, newspapers, painting, paintings, photograph*, poet, poetry, poets, publish*, radio, reading, sculpture',
  heritage:
    'ancient, archaeolog*, archive, archives, canal, castle, civic society, heritage, histor*, locomotive, locomotives, memorial, monument, monuments, museum, museums, preserv*, railway, railways, restor*, steam, war memorial, watermill, windmill',
  sport:
    'angling, athletic*, badminton, basketball, bowling, bowls, boxing, canoe*, climbing, cricket, croquet, cycling, cyclist, cyclists, equestrian, fishing, football, golf, gymnast*, hockey, judo, karate, martial, mountaineer*, netball, physical activity, physical education, physical exercise, rowing, rugby, running, sail*, shooting, skat*, sport, sporting, sports, squash, swim*, tennis',
  leisure:
    'allotment, bingo, coffee, event, events, flower, gardening, hobbies, hobby, holiday, holidays, horticultur*, leisure, lunch*, meeting, meetings, outings, parties, recreation*, social activities, speaker, speakers, talk, talks, trips',
  env: 'biodivers*, climate, conservation, countryside, ecolog*, energy, environment*, forest, forests, green, habitat, habitats, land, landscape, marine, nature, ocean, pollution, recycl*, river, rivers, sustainab*, tree, trees, wildlife, woodland, woodlands',
  animal:
    'animal, animals, badger, badgers, bat, bats, bird, birds, cat, cats, dog, dogs, donkey, donkeys, equine, hedgehog, hedgehogs, horse, horses, kennel, kennels, pet, pets, ponies, rabbit, rabbits, rehoming, rspca, sanctuary, veterinary, zoo*',
  advice:
    'advice, advis*, befriend*, benefits, cab, citizens advice, debt, drop in, dropin, guidance, helpline, helplines, information service, information services, law, law centre, legal, mediation, self help, selfhelp, support group, support groups',
  poverty:
    'asylum, clothing, coal, depriv*, destitut*, disadvantaged, distress*, food bank, food banks, food parcel, food parcels, foodbank, foodbanks, fuel, hardship, in need, needy, poor, poverty, refugee, refugees, relief, sick, widow, widows',
  offend: 'crime, criminal, justice, neighbourhood watch, offend*, police, prison*, probation, reoffending, road safety, safety, victim, victims',
  research:
    'academic, clinical trial, clinical trials, conference, conferences, journal, journals, laborator*, research*, scholarly, scien*, studies, symposi*',
  prof: 'accountan*, business*, employees, employer, employers, engineer*, guild, industr*, livery, practitioner, practitioners, profession*, retailer, retailers, standards, surveyor, surveyors, trade union, trade unions, worshipful',
  job: 'career, careers, employability, employment, enterprise, job, jobs, unemploy*, work experience, workplace',
  general:
    'accumulation, charitable bodies, charitable causes, charitable institutions, charitable objects, charitable organisations, charitable purpose, charitable purposes, discretion*, good causes, local charities, other charities, registered charities, such charit*, trustees',
  military:
    'armed forces, army, ex service*, exservice*, legion, naval, navy, raf, regiment*, royal marines, sailor, sailors, seafarer, seafarers, soldier, soldiers, veteran, veterans',
  community: 'communit*, development trust, inhabitants, local people, neighbourhood, parishes, regenerat*, residents, town, village, villages',
  voluntary:
    'cvs, infrastructure, third sector, voluntary action, voluntary group, voluntary groups, voluntary organisation, voluntary organisations, voluntary sector, voluntary service, volunteer*',
  ethnic:
    'bame, black, bme, cohesion, cultural, diversity, ethnic*, gay, gypsy, immigrant, immigrants, integration, lesbian, lgbt*, migrant, migrants, minorit*, race, racial, traveller',
  transport: 'agricultur*, broadband, bus, cafe, café, community car, dial aride, diala ride, dialaride, farm*, minibus*, shop, shops, trading, transport',
  campaign: 'advoca*, awareness, campaign*, civil, democra*, equality, freedom, human rights, lobby*, peace, policies, policy, rights, slavery, torture',
  promote: 'advance*, encourag*, foster*, promot*',
  provide: 'deliver*, maintain*, offer*, operat*, provid*, provision, run, running, runs',
}
