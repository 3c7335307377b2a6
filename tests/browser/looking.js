/** What tests/browser/accessibility.py asks of a page. Evaluated in it once; each function gives names of what is wrong. */
globalThis.looking = (() => {
  const boxed = (each) => each.type === 'radio' || each.type === 'checkbox';
  const rect = (each) => each.getBoundingClientRect();
  // GOV.UK draws radio buttons and checkboxes in front of their labels, and hides the browser's own.
  const drawn = (each) => (boxed(each) ? getComputedStyle(each.labels[0], '::before') : getComputedStyle(each));

  function name(each) {
    const words = (each.labels?.[0] ?? each).textContent.replace(/\s+/g, ' ').trim().slice(0, 40);
    return `${each.localName}${each.id && `#${each.id}`} "${words}"`;
  }

  /** What Tab reaches: visible, not switched off, and of each group of radio buttons one. */
  function controls() {
    const groups = new Map();
    const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')].filter(
      (each) => each.checkVisibility({ visibilityProperty: true }) && !each.disabled && each.tabIndex >= 0,
    );
    for (const each of all) if (each.type === 'radio' && (each.checked || !groups.has(each.name))) groups.set(each.name, each);
    return all.filter((each) => each.type !== 'radio' || groups.get(each.name) === each);
  }

  /** A link among other words is as high as its line. */
  const inSentence = (each) =>
    each.localName === 'a' && getComputedStyle(each).display === 'inline' &&
    each.parentElement.textContent.trim() !== each.textContent.trim();

  function small(least) {
    const size = (each) => {
      const boxes = [each, ...(boxed(each) ? each.labels : [])].map(rect);
      const across = Math.max(...boxes.map((box) => box.right)) - Math.min(...boxes.map((box) => box.left));
      return [across, Math.max(...boxes.map((box) => box.bottom)) - Math.min(...boxes.map((box) => box.top))];
    };
    return controls()
      .filter((each) => !inSentence(each) && !each.matches('.govuk-skip-link'))
      .filter((each) => Math.min(...size(each)) < least - 0.5)
      .map((each) => `${name(each)}: ${size(each).map(Math.round).join(' x ')}`);
  }

  function wide() {
    if (document.documentElement.scrollWidth <= innerWidth) return [];
    const over = [...document.querySelectorAll('body *')].filter((each) => each.checkVisibility() && rect(each).right > innerWidth + 1);
    return [`${document.documentElement.scrollWidth} px wide on ${innerWidth}: ${over.slice(-3).map((each) => `${each.localName}.${each.className}`)}`];
  }

  /** In forced colours only borders, outlines and words are left. */
  function unmarked() {
    const line = (style, what) => style[`${what}Style`] !== 'none' && parseFloat(style[`${what}Width`]) >= 1;
    const wrong = [];
    const before = document.activeElement;
    for (const each of controls()) {
      const words = each.matches('a, summary') || getComputedStyle(each).textDecorationLine === 'underline';
      if (!words && !line(drawn(each), 'borderBottom')) wrong.push(`no edge: ${name(each)}`);
      each.focus({ preventScroll: true, focusVisible: true });
      if (!line(drawn(each), 'outline') && !line(getComputedStyle(each), 'outline')) wrong.push(`no mark of the focus: ${name(each)}`);
    }
    before.focus({ preventScroll: true });
    return wrong;
  }

  function moving() {
    const waiting = [...document.querySelectorAll('.progress')];
    for (const each of waiting) each.classList.add('busy');
    const wrong = document.getAnimations().map((each) => name(each.effect.target));
    for (const each of waiting) each.classList.remove('busy');
    return getComputedStyle(document.documentElement).scrollBehavior === 'smooth' ? [...wrong, 'scrolling'] : wrong;
  }

  let order = [];
  let before;

  /** Puts the focus before the first control, and says which controls Tab should reach in turn. */
  function start() {
    before = document.activeElement;
    order = controls();
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute('tabindex');
    return order.map(name);
  }

  /** Controls that Tab reaches although they stand above the one before. */
  function upwards() {
    before.focus({ preventScroll: true });
    scrollTo(0, 0); // what stays in its place while the page scrolls is now where it belongs
    const place = (each) => rect(boxed(each) ? each.labels[0] : each);
    return order.flatMap((each, at) =>
      at > 0 && place(each).bottom <= place(order[at - 1]).top ? [`from ${name(order[at - 1])} to ${name(each)}`] : [],
    );
  }

  return { small, wide, unmarked, moving, start, upwards, at: () => order.indexOf(document.activeElement) };
})();
