// Whether a phone number can be dialled, asked before somebody is let in without the server.
// Numbers at home follow the server's own pattern; of those abroad the phone knows only the length.

const ABROAD = /^[1-9]\d{6,14}$/;

/** ``home`` has the country's ``code`` and the ``pattern`` of its numbers, from the server. */
export function isPhone(text, { code, pattern }) {
  const typed = text.normalize("NFKC").replace(/^[^+\d]+/, "").replace(/[\s().\-–/]/g, "");
  if (!/^\+?\d+$/.test(typed)) return false;
  const whole = typed.replace(/^00/, "+");
  const isHome = new RegExp(`^(?:\\+?${code})?0?(?:${pattern})$`);
  if (isHome.test(whole)) return true;
  return whole.startsWith("+") && !whole.startsWith(`+${code}`) && ABROAD.test(whole.slice(1));
}
