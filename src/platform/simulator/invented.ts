// ◆ pure
import type { NewUser } from './state.js'

/** Who the lists of a trial belong to. */
export const DEMO_OWNER = { id: '14000900', username: 'AlliesChat_eg' } as const

const row = (id: number, username: string, name: string, description: string, followers_count: number, rest: Partial<NewUser> = {}): NewUser => ({
  id: String(id),
  username,
  name,
  description,
  followers_count,
  following_count: Math.round(followers_count / 4),
  tweet_count: 3000 + (id % 97) * 40,
  listed_count: Math.round(followers_count / 30),
  url: `https://${username.toLowerCase().replaceAll('_', '-')}.example`,
  ...rest,
})

/** A small world to try the product on: bodies of many causes, two of the home profession, one suspended, one protected, one gone. All invented. */
export const inventedUsers: readonly NewUser[] = [
  row(14000900, DEMO_OWNER.username, 'Allies Chat', 'We list those who stand by social work. Automated list; run by a person.', 900),
  row(14000101, 'HarbourFood_eg', 'Harbour Food Trust', 'Charity running food banks and community kitchens in harbour towns.', 5200),
  row(14000102, 'BrightStart_eg', 'Bright Start Nurseries', 'Early years charity for children and families.', 8100),
  row(14000103, 'RoofFirst_eg', 'Roof First', 'Housing charity. Nobody should sleep rough.', 23400),
  row(14000104, 'MindsOpen_eg', 'Minds Open', 'Mental health charity: peer support and a listening line.', 41200),
  row(14000105, 'NightNurses_eg', 'Night Nurses', 'A weekly chat for nurses on the night shift.', 1200, { protected: true }),
  row(14000106, 'SafeHaven_eg', 'Safe Haven', "Women's refuge and domestic abuse helpline.", 15800),
  row(14000107, 'CarersCircle_eg', 'Carers Circle', 'Support for unpaid carers.', 6700),
  row(14000108, 'ElderLine_eg', 'Elder Line', 'Friendship calls for older people.', 9900),
  row(14000109, 'OpenDoors_eg', 'Open Doors', 'Welcoming refugees and people seeking asylum.', 12100),
  row(14000110, 'RiverCouncil_eg', 'River Borough Council', 'Official account of River Borough Council.', 30500),
  row(14000111, 'NorthUni_eg', 'University of the North', 'Teaching and research.', 88000),
  row(14000112, 'LegalAidNow_eg', 'Legal Aid Now', 'Free legal advice on benefits, debt and housing.', 7400),
  row(14000113, 'YouthWave_eg', 'Youth Wave', 'Youth clubs and mentoring.', 5600),
  row(14000114, 'AbleTogether_eg', 'Able Together', 'Disability rights, by disabled people.', 17300),
  row(14000115, 'RecoverHub_eg', 'Recover Hub', 'Help with alcohol and drugs, without judgement.', 4300),
  row(14000116, 'GreenPlots_eg', 'Green Plots', 'Community gardens and green prescriptions.', 2900),
  row(14000117, 'OTChat_eg', 'OT Chat', 'A weekly chat of occupational therapists.', 10200),
  row(14000118, 'CityLibrary_eg', 'City Library', 'Books, warm rooms and help with forms.', 14000),
  row(14000119, 'DailyPost_eg', 'The Daily Post', 'News.', 250000),
  row(14000120, 'HospiceHill_eg', 'Hospice on the Hill', 'Care at the end of life.', 8800),
  row(14000121, 'SWUnion_eg', 'Social Workers Union', 'The union of social workers.', 19500),
  row(14000122, 'SWCollege_eg', 'College of Social Work', 'The professional body for social work.', 36000),
  row(14000123, 'gone_org_eg', 'Gone Org', '', 10, { suspended: true }),
  row(14000124, 'ghost_org_eg', 'Ghost Org', '', 10, { gone: true }),
]
