/**
 * Details in a text that often point to somebody: found by their form alone, in the page, and told to nobody. It is better
 * to miss one than to cry wolf: whoever is warned of "Monday" and "CPS" stops reading warnings.
 */

import { t } from '../t.js';

export interface Found {
  /** As it stands in the text. */
  detail: string;
  /** What kind of detail it is, for the person. */
  kind: string;
}

const MONTHS = 'Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?';
const NTH = '\\d{1,2}(?:st|nd|rd|th)?';
const RANKS = 'PC|WPC|PCSO|PS|DC|DS|DI|DCI|DSU|Sgt|Sergeant|Insp|Inspector|Constable|Detective|Superintendent';
const KIN = 'brother|sister|husband|wife|uncle|aunt|cousin|mother|father|son|daughter|friend|neighbour|partner|boyfriend|girlfriend|colleague';
const ROLES = 'OIC|SIO|SPOC|FLO|DI|DCI|inspector|superintendent|commander|interpreter|chair|coordinator|lead|trainer|dispatcher|imam|priest|governor|head ?teacher';
const WHO = 'female|male|woman|man|Asian|Black|white|Muslim|Sikh|Hindu|Jewish|Christian|gay|trans|disabled|night|duty|civilian';
/** First names that are hardly ever another word. */
const FIRST = 'Aaron|Abdul|Abdullah|Adam|Adeel|Aisha|Ahmed|Alan|Ali|Alice|Amina|Amir|Amit|Amy|Andrew|Anita|Anna|Anthony|Arjun|Asad|Asha|Asif|Ayesha|Barbara|Ben|Bilal|Carol|Caroline|Charlotte|Chloe|Chris|Christopher|Claire|Craig|Daniel|Dave|David|Deepak|Elizabeth|Emily|Emma|Farah|Fatima|Fatma|Gareth|Gary|George|Graham|Gurpreet|Hannah|Harpreet|Harry|Hassan|Helen|Hussain|Ian|Ibrahim|Imran|Ivan|James|Jamila|Jane|Jasmin|Jaspreet|Jennifer|Jessica|John|Jonathan|Joseph|Julie|Karen|Kate|Katie|Kelly|Kevin|Khadija|Khalid|Kiran|Kuldip|Laura|Layla|Leanne|Lee|Linda|Lisa|Louise|Lucy|Manjit|Maria|Mariam|Martin|Maryam|Matthew|Meera|Michael|Michelle|Mohammad|Mohammed|Muhammad|Nadia|Nasreen|Natalie|Neil|Nicola|Nigel|Noor|Oliver|Omar|Patricia|Paul|Peter|Philip|Pooja|Priya|Rachel|Raj|Rajesh|Rebecca|Rekha|Richard|Robert|Rukhsana|Ruth|Saima|Salma|Samina|Samira|Sandeep|Sandra|Sanjay|Sara|Sarah|Shabnam|Shazia|Simon|Sophie|Stephen|Steve|Steven|Sunita|Suresh|Susan|Tariq|Thomas|Tom|Tracey|Vijay|Wayne|Yasmin|Yusuf|Zahra|Zainab|Zoe';
const NAME = "[A-Z][a-z'’]+(?:-[A-Z][a-z]+)?";
/** Capitals that follow a title or a relation, and name nobody. */
const NOBODY = `(?!(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|${MONTHS}|Police|Officer|Constable|Sergeant|Inspector|Superintendent|And|But|Then|He|She|They|I)\\b)`;

const RULES: ReadonlyArray<readonly [kind: string, form: RegExp]> = [
  [t('an email address'), /(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}/g],
  [t('a phone number'), /(?<![\d/])(?:\+44 ?|0(?!80[08]\b|80[08]\d))\d(?:[ -]?\d){8,9}(?!\d)/g],
  [t('a postcode'), /\b[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}\b/gi],
  [t('a vehicle registration'), /\b(?!(?:SO|CO|SC|MO|TP)\d\d )[A-Z]{2}\d{2} ?[A-Z]{3}\b/g],
  [t('a number that names an officer'), new RegExp(`\\b(?:${RANKS}|(?:[Cc]ollar|[Ss]houlder|[Ww]arrant|[Bb]adge)(?: (?:number|no\\.?|num))?(?: is| was)?)[ :#]*\\d{2,7}[A-Z]{0,2}\\b`, 'g')],
  [t('a reference number'), /\b(?:CAD|CRIS|CRN|URN|Merlin|(?:crime|incident|log|case)(?: (?:number|no\.?|ref(?:erence)?))+|ref(?:erence)?)[ :#]*(?!(?:19|20)\d\d\b)[A-Z]{0,4}\d[\d/-]{2,}/gi],
  [t('a reference number'), /\b(?:\d{2}\/)?\d{5,8}\/\d{2}\b/g],
  [t('an exact date'), new RegExp(`\\b${NTH}(?: of)? (?:${MONTHS})\\b(?: \\d{4})?|\\b(?:${MONTHS}) ${NTH}\\b(?! ?(?:officers|people|cases))`, 'g')],
  [t('an exact date'), /\b\d{1,2}([/.-])\d{1,2}\1(?:19|20)?\d{2}\b|\b20\d\d-\d\d-\d\d\b/g],
  [t('an exact time'), /\b(?:[01]?\d|2[0-3])(?::[0-5]\d|\.[0-5]\d(?= ?(?:am|pm|hrs|hours)))(?: ?(?:am|pm|hrs|hours))?\b|\b(?:[01]\d|2[0-3])[0-5]\d ?(?:hrs|hours)\b/gi],
  [t('a name'), new RegExp(`\\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|${RANKS})\\.? ${NOBODY}${NAME}(?: ${NOBODY}${NAME})?`, 'g')],
  [t('a name'), new RegExp(`\\b(?:named|called|name is|name was|(?:${KIN})) ${NOBODY}${NAME}(?: ${NOBODY}${NAME})?`, 'g')],
  [t('a name'), new RegExp(`\\b(?:${FIRST})\\b(?!’s Law|'s Law)(?: ${NOBODY}${NAME})?`, 'g')],
  [t('a role that few have'), new RegExp(`\\b(?:[Tt]he|[Oo]ur) only (?:(?:${WHO}) )*(?:officer|sergeant|inspector|detective|constable|interpreter|PCSO|PC|DC|DS|one)\\b`, 'g')],
  [t('a role that few have'), new RegExp(`\\b(?:I am|I’m|I'm|I was|[Aa]s) (?:the|our) (?:[\\w-]+ ){0,3}?(?:${ROLES})\\b`, 'g')],
  [t('words that somebody said'), /[“"](?:[^\s“”"]{1,40}\s{1,3}){3,40}[^\s“”"]{1,40}[”"]/g],
  [t('a way of writing that others may know'), /[!?]{2,}|\.{4,}|(?:\b[A-Z]{2,}\b[ ,]*){4,}/g],
];

/** Everything found, in the order of the text; of what overlaps, the first rule's. */
export function identifying(text: string): Found[] {
  const found: Array<Found & { at: number; end: number }> = [];
  for (const [kind, form] of RULES) {
    for (const match of text.matchAll(form)) {
      const at = match.index;
      const end = at + match[0].length;
      if (!found.some((each) => at < each.end && each.at < end)) found.push({ detail: match[0].trim(), kind, at, end });
    }
  }
  return found.sort((a, b) => a.at - b.at).map(({ detail, kind }) => ({ detail, kind }));
}
