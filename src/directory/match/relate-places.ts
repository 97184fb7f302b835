// ◆ pure
/**
 * Places as bodies write them into names and handles. Only what tells a branch from its head office is here: a missing village costs a proposal, not a voice.
 * Several words of one place are joined by a hyphen. Well-known geography, written for this project.
 */
const US_STATES =
  'alabama:al:ala alaska:ak arizona:az:ariz arkansas:ar:ark california:ca:cal:calif colorado:co:colo connecticut:ct:conn delaware:de:del florida:fl:fla georgia:ga hawaii:hi idaho:id illinois:il:ill ' +
  'indiana:in iowa:ia kansas:ks kentucky:ky louisiana:la maine:me maryland:md massachusetts:ma:mass michigan:mi:mich minnesota:mn:minn mississippi:ms:miss missouri:mo montana:mt ' +
  'nebraska:ne:neb nevada:nv:nev new-hampshire:nh new-jersey:nj new-mexico:nm new-york:ny new-york-state:nys north-carolina:nc north-dakota:nd ohio:oh oklahoma:ok:okla ' +
  'oregon:or:ore pennsylvania:pa:penn rhode-island:ri south-carolina:sc south-dakota:sd tennessee:tn:tenn texas:tx:tex utah:ut vermont:vt virginia:va washington:wa:wash ' +
  'west-virginia:wv wisconsin:wi:wis:wisc wyoming:wy:wyo washington-dc:dc district-of-columbia:dc puerto-rico:pr'
const US_CITIES =
  'new-york-city:nyc los-angeles chicago:chi houston:hou phoenix:phx philadelphia:philly:phila san-antonio san-diego dallas:dfw austin:atx jacksonville fort-worth columbus charlotte indianapolis:indy ' +
  'san-francisco:sf:sanfran seattle denver nashville oklahoma-city boston:bos el-paso portland:pdx las-vegas:vegas detroit memphis louisville baltimore:balt milwaukee:mke albuquerque tucson fresno ' +
  'sacramento kansas-city:kc mesa atlanta:atl omaha raleigh miami oakland minneapolis:mpls st-paul tulsa tampa tampa-bay arlington new-orleans:nola cleveland:cle cincinnati:cincy pittsburgh:pgh st-louis:stl ' +
  'saint-louis orlando buffalo brooklyn manhattan queens bronx harlem long-island staten-island silicon-valley bay-area orange-county:oc cook-county twin-cities new-england ann-arbor madison boise ' +
  'salt-lake-city:slc honolulu anchorage newark hartford providence albany rochester syracuse richmond norfolk charleston savannah birmingham-al'
const UK_PLACES =
  'england:eng scotland:scot:scots wales:cymru northern-ireland:ni great-britain:gb britain united-kingdom:uk london:ldn birmingham:bham manchester:mcr:manc leeds liverpool:lpool newcastle:ncl sheffield:sheff bristol edinburgh:edin ' +
  'glasgow:gla cardiff belfast swansea aberdeen dundee inverness york nottingham:notts leicester:leics coventry bradford hull plymouth southampton portsmouth brighton oxford cambridge norwich exeter ' +
  'derby stoke wolverhampton sunderland middlesbrough blackpool bournemouth reading luton milton-keynes swindon gloucester worcester lincoln chester lancaster durham canterbury bath ' +
  'yorkshire lancashire:lancs cheshire merseyside tyneside teesside cumbria northumberland lincolnshire:lincs nottinghamshire derbyshire:derbys staffordshire:staffs shropshire warwickshire:warks west-midlands ' +
  'east-midlands leicestershire rutland northamptonshire:northants cambridgeshire:cambs norfolk suffolk essex hertfordshire:herts bedfordshire:beds buckinghamshire:bucks oxfordshire:oxon berkshire:berks surrey ' +
  'kent sussex east-sussex west-sussex hampshire:hants dorset wiltshire:wilts somerset gloucestershire:glos devon cornwall herefordshire worcestershire:worcs isle-of-wight south-yorkshire west-yorkshire ' +
  'north-yorkshire highlands fife lothian lanarkshire ayrshire tayside grampian gwent powys gwynedd ulster derry camden hackney islington lambeth southwark lewisham croydon barnet brent ealing'
const COUNTRIES =
  'united-states:us:usa america afghanistan albania algeria angola argentina armenia australia:aus:oz austria azerbaijan bahamas bahrain bangladesh barbados belarus belgium:be belize benin bhutan bolivia bosnia ' +
  'botswana brazil:brasil brunei bulgaria burkina-faso burundi cambodia cameroon canada:can:cdn chad chile china:cn colombia congo costa-rica croatia cuba cyprus czechia czech-republic denmark:dk djibouti ' +
  'dominican-republic ecuador egypt el-salvador eritrea estonia eswatini ethiopia fiji finland:fi france:fr gabon gambia germany:deutschland ghana greece:gr grenada guatemala guinea guyana haiti honduras ' +
  'hong-kong:hk hungary iceland india indonesia iran iraq ireland:irl:ie israel italy:italia jamaica japan:jp jordan kazakhstan kenya:ke korea south-korea kosovo kuwait kyrgyzstan laos latvia lebanon lesotho ' +
  'liberia libya liechtenstein lithuania luxembourg madagascar malawi malaysia maldives mali malta mauritania mauritius mexico:mx moldova monaco mongolia montenegro morocco mozambique myanmar namibia nepal ' +
  'netherlands:nederland:nl new-zealand:nz nicaragua niger nigeria:ng north-macedonia norway:norge pakistan:pk palestine panama papua-new-guinea:png paraguay peru philippines:ph poland:polska portugal:pt qatar ' +
  'romania russia rwanda samoa saudi-arabia senegal serbia sierra-leone singapore:sg slovakia slovenia somalia south-africa:za:rsa south-sudan spain:espana sri-lanka sudan suriname sweden:sverige ' +
  'switzerland:suisse:schweiz syria taiwan tajikistan tanzania thailand togo trinidad tunisia turkey turkiye turkmenistan uganda ukraine united-arab-emirates:uae uruguay uzbekistan venezuela vietnam yemen zambia zimbabwe'
const ELSEWHERE =
  'europe:eu:euro africa asia oceania pacific asia-pacific:apac latin-america north-america south-america middle-east:mena caribbean euro-region afro amro wpro searo emro lac balkans scandinavia nordic baltic ' +
  'western-pacific eastern-africa west-africa east-africa southern-africa south-asia ontario:ont quebec british-columbia:bc alberta:ab manitoba saskatchewan:sask nova-scotia new-brunswick newfoundland ' +
  'toronto vancouver montreal ottawa calgary edmonton winnipeg halifax victoria:vic queensland:qld new-south-wales:nsw tasmania:tas western-australia south-australia northern-territory sydney melbourne:melb brisbane ' +
  'perth adelaide canberra hobart auckland wellington christchurch dublin cork galway limerick paris berlin munich vienna zurich geneva brussels amsterdam rotterdam madrid barcelona rome milan lisbon ' +
  'stockholm oslo copenhagen helsinki warsaw prague budapest athens istanbul moscow kyiv lagos nairobi cape-town johannesburg accra cairo delhi mumbai kolkata chennai bangalore dhaka karachi lahore tokyo seoul ' +
  'beijing shanghai manila jakarta kuala-lumpur bangkok sao-paulo rio mexico-city bogota lima santiago buenos-aires caracas'
/** Adjectives of nations: they lead the name of a national body ("British …") and do not make it somebody's branch. */
const NATIONAL = 'american british english scottish welsh irish canadian australian european african indian national'

/** What kind of a place it is, so that Texas can be inside America but not inside Britain. */
export type PlaceOf = 'us' | 'uk' | 'country' | 'elsewhere'

const read = (list: string, of: PlaceOf): [string, PlaceOf][] =>
  list.split(' ').flatMap((entry) => entry.split(':').map((form): [string, PlaceOf] => [form.replaceAll('-', ''), of]))

/** Squashed spellings, full and short. */
export const PLACES: ReadonlyMap<string, PlaceOf> = new Map([
  ...read(ELSEWHERE, 'elsewhere'),
  ...read(COUNTRIES, 'country'),
  ...read(UK_PLACES, 'uk'),
  ...read(US_CITIES, 'us'),
  ...read(US_STATES, 'us'),
])
export const NATIONAL_WORDS: ReadonlySet<string> = new Set(NATIONAL.split(' '))

/** Short forms that are words as well; in lower case they say nothing. */
export const AMBIGUOUS_SHORT: ReadonlySet<string> = new Set(
  'in me or hi ok de la co id pa ma be can del ill miss cal ark ore mass wash oc ke reading bath hull us it rio vic eng cork mesa queens beds bucks'.split(' '),
)
