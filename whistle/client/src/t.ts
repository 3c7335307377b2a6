/**
 * The words of the page's language. English stands in the code and is what a message is found by; any other
 * language comes with its page, so that nobody fetches one that they do not read.
 */

type Values = Record<string, string | number>;
/** English to the page's language; of a plural, one string a form, in the order of the catalogue. */
type Catalogue = Record<string, string | string[]>;

const page = typeof document === 'undefined' ? null : document;

export const language = page?.documentElement.lang || 'en';

const carried = page?.getElementById('words-of-this-language') as HTMLTemplateElement | null | undefined;
const catalogue: Catalogue = JSON.parse(carried?.content.textContent || '{}') as Catalogue;

const filled = (words: string, values: Values): string =>
  words.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));

/** The words in the page's language, with `{name}` filled in. */
export function t(words: string, values: Values = {}): string {
  const found = catalogue[words];
  return filled(typeof found === 'string' ? found : words, values);
}

const forms = new Intl.PluralRules(language);
/** Of CLDR's categories, in this order, a language has those that it has, in the catalogue as in `Intl.PluralRules`. */
const CATEGORIES = ['zero', 'one', 'two', 'few', 'many', 'other'] as const;

/** As `t`, by a count, which is also filled in as `{n}`. */
export function tn(one: string, many: string, n: number, values: Values = {}): string {
  const found = catalogue[one];
  if (!Array.isArray(found)) return filled(n === 1 ? one : many, { n, ...values });
  const known = forms.resolvedOptions().pluralCategories;
  const index = CATEGORIES.filter((each) => known.includes(each)).indexOf(forms.select(n));
  return filled(found[index] ?? found.at(-1) ?? many, { n, ...values });
}

/** The same page or another in this language: the language is part of the path, and of nothing that is kept. */
export const to = (path: string): string => (language === 'en' ? path : `/${language}${path}`);
