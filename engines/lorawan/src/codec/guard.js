// First of the three scripts a codec finds in its world: what takes long inside one built-in function is paid for.
//
// The engine looks at its step limit only every ten thousandth jump or call. A single call of a built-in function on
// something huge counts as one of them, so these functions are charged by the size of what they work on; who has
// nothing left runs into the step limit at once.
(function () {
  "use strict";
  const apply = Reflect.apply;
  const define = Object.defineProperty;
  const describe = Object.getOwnPropertyDescriptor;
  const isArray = Array.isArray;
  const isView = ArrayBuffer.isView;
  const MOST_ELEMENTS = 1e6;
  const FULL = 5e7;
  let left = FULL;

  function charge(cost) {
    left -= cost;
    if (left < 0) {
      // Ended by the step limit, which cannot be caught.
      for (;;);
    }
  }

  // How long something is, without asking code of the codec.
  function size(thing) {
    if (typeof thing === "string") return thing.length;
    if (thing === undefined || thing === null) return 0;
    if (isView(thing)) return thing.byteLength;
    const length = describe(Object(thing), "length");
    if (length === undefined) return 0;
    if (typeof length.value !== "number") throw new TypeError("length must be a plain number");
    return length.value;
  }

  // Arrays and what only looks like one: holes cost nothing to make and much to walk over.
  function elements(thing) {
    const length = size(thing);
    if (length > MOST_ELEMENTS) throw new RangeError("too many elements");
    if (length === 0 && thing !== undefined && thing !== null && !isArray(thing) && !isView(thing)) {
      const object = Object(thing);
      if ("length" in object && describe(object, "length") === undefined) {
        throw new TypeError("length must be its own");
      }
    }
    return length;
  }

  function wrap(owner, name, cost) {
    const original = owner[name];
    if (typeof original !== "function") return;
    const wrapped = {
      [name](...rest) {
        charge(cost(this, rest));
        return apply(original, this, rest);
      },
    }[name];
    define(owner, name, { value: wrapped, writable: true, configurable: true, enumerable: false });
  }

  const ofThis = (self) => elements(self);
  for (const name of ["copyWithin", "fill", "flat", "join", "reverse", "shift", "slice", "splice", "unshift"]) {
    wrap(Array.prototype, name, ofThis);
  }
  for (const name of ["sort", "toLocaleString", "toReversed", "toSorted", "toSpliced", "with"]) {
    wrap(Array.prototype, name, (self) => 8 * elements(self));
  }
  wrap(Array.prototype, "concat", (self, rest) => {
    let cost = elements(self);
    for (let i = 0; i < rest.length; i++) {
      const one = rest[i];
      if (typeof one !== "object" || one === null) continue;
      if (!isArray(one) && one[Symbol.isConcatSpreadable]) throw new TypeError("only arrays can be joined");
      if (isArray(one)) cost += elements(one);
    }
    return cost;
  });
  wrap(Array, "from", (self, rest) => elements(rest[0]));

  // Looking for a long text in a long text is as dear as both multiplied.
  const searching = (self, rest) => size(self) * (1 + size(rest[0]) / 16);
  for (const name of ["includes", "indexOf", "lastIndexOf", "replace", "replaceAll", "split"]) {
    wrap(String.prototype, name, searching);
  }
  for (const name of ["localeCompare", "match", "matchAll", "normalize", "search", "toLowerCase", "toUpperCase"]) {
    wrap(String.prototype, name, (self) => 4 * size(self));
  }
  for (const name of ["repeat", "padStart", "padEnd"]) {
    wrap(String.prototype, name, (self, rest) => (size(self) + 1) * Math.min(Number(rest[0]) || 0, MOST_ELEMENTS) / 16);
  }
  const typed = Object.getPrototypeOf(Uint8Array.prototype);
  for (const name of ["copyWithin", "fill", "includes", "indexOf", "lastIndexOf", "reverse", "set", "slice"]) {
    wrap(typed, name, (self) => size(self) / 16);
  }
  for (const name of ["join", "sort", "toLocaleString", "toReversed", "toSorted", "with"]) {
    wrap(typed, name, (self) => 16 * size(self));
  }
  wrap(JSON, "parse", (self, rest) => 8 * size(rest[0]));
  for (const name of ["encodeURIComponent", "encodeURI", "decodeURIComponent", "decodeURI", "escape", "unescape"]) {
    wrap(globalThis, name, (self, rest) => 8 * size(rest[0]));
  }

  // Nothing that waits, shares memory or measures time.
  for (const name of ["Atomics", "SharedArrayBuffer", "performance", "WeakRef", "FinalizationRegistry", "navigator"]) {
    delete globalThis[name];
  }

  return function refill() {
    left = FULL;
  };
})();
