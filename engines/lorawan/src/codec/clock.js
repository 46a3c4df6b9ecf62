// Second of the three scripts: a clock that stands at the time of the message, in UTC, and dice that always fall alike.
//
// The same message gives the same answer on any machine, at any hour and in any time zone.
(function () {
  "use strict";
  const Real = Date;
  const real = Real.prototype;
  const construct = Reflect.construct;
  const apply = Reflect.apply;
  const define = Object.defineProperty;
  const utc = Real.UTC;
  const parseReal = Real.parse;
  const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const valueOf = real.valueOf;
  let now = 0;
  let dice = 1;

  // A text without a zone means the zone of the machine to the engine, and UTC here.
  function parse(text) {
    text = String(text);
    const isDateOnly = /^[+-]?\d{4,6}(-\d\d){0,2}$/.test(text);
    const hasZone = /(Z|GMT|UTC?|[+-]\d\d:?\d\d|\))\s*$/i.test(text);
    if (isDateOnly || hasZone || text.length > 100) return parseReal(text);
    const iso = parseReal(text + "Z");
    return iso === iso ? iso : parseReal(text + " UTC");
  }

  function Clock(...given) {
    if (new.target === undefined) return new Real(now).toString();
    if (given.length === 0) return construct(Real, [now], new.target);
    if (given.length > 1) return construct(Real, [apply(utc, Real, given)], new.target);
    const only = given[0];
    if (only instanceof Real) return construct(Real, [apply(valueOf, only, [])], new.target);
    const value = typeof only === "object" && only !== null ? only[Symbol.toPrimitive]?.("default") ?? only.valueOf() : only;
    return construct(Real, [typeof value === "string" ? parse(value) : value], new.target);
  }
  Clock.prototype = real;
  define(real, "constructor", { value: Clock, writable: true, configurable: true });
  const hidden = (owner, name, value) => define(owner, name, { value, writable: true, configurable: true });
  hidden(Clock, "now", function () { return now; });
  hidden(Clock, "parse", parse);
  hidden(Clock, "UTC", utc);
  define(Clock, "name", { value: "Date" });
  define(Clock, "length", { value: 7 });
  hidden(globalThis, "Date", Clock);

  for (const part of ["Date", "Day", "FullYear", "Hours", "Milliseconds", "Minutes", "Month", "Seconds"]) {
    hidden(real, "get" + part, real["getUTC" + part]);
    if (part !== "Day") hidden(real, "set" + part, real["setUTC" + part]);
  }
  hidden(real, "getTimezoneOffset", function () { return 0 * apply(valueOf, this, []); });
  hidden(real, "getYear", function () { return this.getUTCFullYear() - 1900; });

  const two = (number) => (number < 10 ? "0" : "") + number;
  const four = (number) => (number < 0 ? "-" : "") + String(Math.abs(number)).padStart(4, "0");
  const isValid = (date) => { const time = apply(valueOf, date, []); return time === time; };
  const day = (date) =>
    `${DAYS[date.getUTCDay()]} ${MONTHS[date.getUTCMonth()]} ${two(date.getUTCDate())} ${four(date.getUTCFullYear())}`;
  const clock = (date) => `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
  const american = (date) =>
    `${two(date.getUTCMonth() + 1)}/${two(date.getUTCDate())}/${four(date.getUTCFullYear())}`;
  const twelve = (date) => {
    const hours = date.getUTCHours();
    return `${two(hours % 12 || 12)}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} ${hours < 12 ? "AM" : "PM"}`;
  };
  const shown = (name, form) =>
    hidden(real, name, function () { return isValid(this) ? form(this) : "Invalid Date"; });
  shown("toString", (date) => `${day(date)} ${clock(date)} GMT+0000`);
  shown("toDateString", day);
  shown("toTimeString", (date) => `${clock(date)} GMT+0000`);
  shown("toLocaleString", (date) => `${american(date)}, ${twelve(date)}`);
  shown("toLocaleDateString", american);
  shown("toLocaleTimeString", twelve);

  // xorshift; good enough for codecs, of no use for secrets.
  hidden(Math, "random", function () {
    dice ^= dice << 13;
    dice ^= dice >>> 17;
    dice ^= dice << 5;
    return (dice >>> 0) / 4294967296;
  });

  return function set(milliseconds) {
    now = milliseconds;
    dice = 0x2545f491;
    return new Clock(milliseconds);
  };
})();
