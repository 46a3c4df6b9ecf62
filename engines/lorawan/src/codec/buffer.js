// Third of the three scripts: `Buffer` as in Node.js, as far as codecs use it: made, read, written, printed, compared.
(function () {
  "use strict";
  const define = Object.defineProperty;
  const hidden = (owner, name, value) => define(owner, name, { value, writable: true, configurable: true });
  const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  const STANDARD = LETTERS + "+/";
  const SAFE = LETTERS + "-_";
  const MOST_BYTES = 1 << 20;

  // ---- Encodings ----

  function nameOf(encoding) {
    const name = encoding === undefined || encoding === null ? "utf8" : String(encoding).toLowerCase();
    switch (name) {
      case "utf8": case "utf-8": return "utf8";
      case "latin1": case "binary": return "latin1";
      case "ucs2": case "ucs-2": case "utf16le": case "utf-16le": return "utf16le";
      case "hex": case "ascii": case "base64": case "base64url": return name;
      default: throw new TypeError("Unknown encoding: " + encoding);
    }
  }

  function isKnown(encoding) {
    try { nameOf(encoding); return encoding !== undefined; } catch { return false; }
  }

  function fromHex(text) {
    const bytes = [];
    for (let i = 0; i + 1 < text.length; i += 2) {
      const pair = text.slice(i, i + 2);
      if (!/^[0-9a-fA-F]{2}$/.test(pair)) break;
      bytes.push(parseInt(pair, 16));
    }
    return bytes;
  }

  function fromBase64(text) {
    const bytes = [];
    let bits = 0, held = 0;
    for (let i = 0; i < text.length; i++) {
      const letter = text[i];
      if (letter === "=") break;
      let value = STANDARD.indexOf(letter);
      if (value < 0) value = SAFE.indexOf(letter);
      if (value < 0) continue;
      held = ((held << 6) | value) & 0xffffff;
      bits += 6;
      if (bits >= 8) {
        bits -= 8;
        bytes.push((held >> bits) & 255);
      }
    }
    return bytes;
  }

  function fromUtf8(text) {
    const bytes = [];
    for (const letter of text) {
      let point = letter.codePointAt(0);
      if (point >= 0xd800 && point <= 0xdfff) point = 0xfffd;
      if (point < 0x80) bytes.push(point);
      else if (point < 0x800) bytes.push(0xc0 | (point >> 6), 0x80 | (point & 63));
      else if (point < 0x10000) bytes.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
      else bytes.push(0xf0 | (point >> 18), 0x80 | ((point >> 12) & 63), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
    }
    return bytes;
  }

  function fromText(text, encoding) {
    switch (nameOf(encoding)) {
      case "hex": return fromHex(text);
      case "base64": case "base64url": return fromBase64(text);
      case "ascii": case "latin1": return Array.from({ length: text.length }, (_, i) => text.charCodeAt(i) & 255);
      case "utf16le": {
        const bytes = [];
        for (let i = 0; i < text.length; i++) bytes.push(text.charCodeAt(i) & 255, text.charCodeAt(i) >> 8);
        return bytes;
      }
      default: return fromUtf8(text);
    }
  }

  // What is no UTF-8 becomes U+FFFD, one for each longest piece that could have become a letter.
  function toUtf8(bytes, start, end) {
    let text = "";
    let i = start;
    while (i < end) {
      const first = bytes[i++];
      if (first < 0x80) { text += String.fromCharCode(first); continue; }
      let more = 0, point = 0, low = 0x80, high = 0xbf;
      if (first >= 0xc2 && first <= 0xdf) { more = 1; point = first & 31; }
      else if (first >= 0xe0 && first <= 0xef) {
        more = 2; point = first & 15;
        if (first === 0xe0) low = 0xa0;
        if (first === 0xed) high = 0x9f;
      } else if (first >= 0xf0 && first <= 0xf4) {
        more = 3; point = first & 7;
        if (first === 0xf0) low = 0x90;
        if (first === 0xf4) high = 0x8f;
      } else { text += "\ufffd"; continue; }
      while (more > 0 && i < end && bytes[i] >= low && bytes[i] <= high) {
        point = (point << 6) | (bytes[i++] & 63);
        low = 0x80; high = 0xbf;
        more--;
      }
      text += more > 0 ? "\ufffd" : String.fromCodePoint(point);
    }
    return text;
  }

  function toBase64(bytes, start, end, alphabet, isPadded) {
    let text = "";
    for (let i = start; i < end; i += 3) {
      const left = end - i;
      const held = (bytes[i] << 16) | ((left > 1 ? bytes[i + 1] : 0) << 8) | (left > 2 ? bytes[i + 2] : 0);
      text += alphabet[held >> 18] + alphabet[(held >> 12) & 63];
      if (left > 1) text += alphabet[(held >> 6) & 63]; else if (isPadded) text += "=";
      if (left > 2) text += alphabet[held & 63]; else if (isPadded) text += "=";
    }
    return text;
  }

  function toText(bytes, encoding, start, end) {
    let text = "";
    switch (nameOf(encoding)) {
      case "hex":
        for (let i = start; i < end; i++) text += (bytes[i] < 16 ? "0" : "") + bytes[i].toString(16);
        return text;
      case "base64": return toBase64(bytes, start, end, STANDARD, true);
      case "base64url": return toBase64(bytes, start, end, SAFE, false);
      case "ascii":
        for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i] & 127);
        return text;
      case "latin1":
        for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i]);
        return text;
      case "utf16le":
        for (let i = start; i + 1 < end; i += 2) text += String.fromCharCode(bytes[i] | (bytes[i + 1] << 8));
        return text;
      default: return toUtf8(bytes, start, end);
    }
  }

  // ---- Making ----

  class Bytes extends Uint8Array {}

  function sized(length) {
    if (typeof length !== "number") throw new TypeError('The "size" argument must be of type number');
    if (!(length >= 0 && length <= MOST_BYTES)) throw new RangeError('The value of "size" is out of range');
    return new Bytes(length);
  }

  function from(value, encoding, length) {
    if (typeof value === "string") return new Bytes(fromText(value, encoding));
    if (value instanceof ArrayBuffer) return new Bytes(value, encoding, length);
    if (typeof value !== "object" || value === null) {
      throw new TypeError("The first argument must be a string, Buffer, ArrayBuffer, Array or array-like object");
    }
    if (value.type === "Buffer" && Array.isArray(value.data)) return from(value.data);
    if (typeof value.length === "number" || value[Symbol.iterator]) return new Bytes(Array.from(value));
    const primitive = value.valueOf();
    if (primitive !== value && primitive !== null && primitive !== undefined) return from(primitive, encoding, length);
    throw new TypeError("The first argument must be a string, Buffer, ArrayBuffer, Array or array-like object");
  }

  // The old way, with and without `new`, and what methods of typed arrays call to make their results.
  function Buffer(value, encoding, length) {
    return typeof value === "number" ? sized(value) : from(value, encoding, length);
  }
  Object.setPrototypeOf(Buffer, Uint8Array);
  Buffer.prototype = Bytes.prototype;
  hidden(Bytes.prototype, "constructor", Buffer);

  const makers = {
    from,
    alloc(length, fill, encoding) {
      const made = sized(length);
      return fill === undefined || fill === 0 ? made : made.fill(fill, encoding);
    },
    allocUnsafe: sized,
    allocUnsafeSlow: sized,
    of(...values) { return from(values); },
    isBuffer(value) { return value instanceof Buffer; },
    isEncoding: isKnown,
    byteLength(value, encoding) {
      return typeof value === "string" ? fromText(value, encoding).length : value.byteLength;
    },
    concat(list, total) {
      if (!Array.isArray(list)) throw new TypeError('The "list" argument must be an instance of Array');
      let length = 0;
      for (const one of list) length += one.length;
      const made = sized(total === undefined ? length : total);
      let at = 0;
      for (const one of list) {
        const fits = Math.min(one.length, made.length - at);
        for (let i = 0; i < fits; i++) made[at + i] = one[i];
        at += fits;
      }
      return made;
    },
    compare(one, other) {
      const length = Math.min(one.length, other.length);
      for (let i = 0; i < length; i++) if (one[i] !== other[i]) return one[i] < other[i] ? -1 : 1;
      return Math.sign(one.length - other.length);
    },
  };
  for (const name of Object.keys(makers)) hidden(Buffer, name, makers[name]);
  hidden(Buffer, "poolSize", 8192);

  // ---- Reading and writing numbers ----

  function check(offset, length, size) {
    if (typeof offset !== "number") throw new TypeError('The "offset" argument must be of type number');
    if (!Number.isInteger(offset) || offset < 0 || offset + size > length) {
      throw new RangeError('The value of "offset" is out of range. It must be >= 0 and <= '
        + (length - size) + ". Received " + offset);
    }
  }

  function fits(value, low, high) {
    if (value < low || value > high) {
      throw new RangeError(`The value of "value" is out of range. It must be >= ${low} and <= ${high}. Received ${value}`);
    }
  }

  function readUnsigned(bytes, offset, size, isLittle) {
    check(offset, bytes.length, size);
    let value = 0;
    for (let i = 0; i < size; i++) value = value * 256 + bytes[offset + (isLittle ? size - 1 - i : i)];
    return value;
  }

  function readSigned(bytes, offset, size, isLittle) {
    const value = readUnsigned(bytes, offset, size, isLittle);
    const half = 2 ** (8 * size - 1);
    return value >= half ? value - 2 * half : value;
  }

  function write(bytes, value, offset, size, isLittle, isSigned) {
    value = Number(value);
    check(offset, bytes.length, size);
    const whole = 2 ** (8 * size);
    fits(value, isSigned ? -whole / 2 : 0, isSigned ? whole / 2 - 1 : whole - 1);
    let rest = Math.trunc(value) || 0;
    if (rest < 0) rest += whole;
    for (let i = 0; i < size; i++) {
      bytes[offset + (isLittle ? i : size - 1 - i)] = rest % 256;
      rest = Math.floor(rest / 256);
    }
    return offset + size;
  }

  const view = (bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

  function wide(bytes, method, offset, isLittle) {
    check(offset, bytes.length, 8);
    return view(bytes)[method](offset, isLittle);
  }

  const own = {};
  for (const [order, isLittle] of [["LE", true], ["BE", false]]) {
    for (const bits of [16, 32]) {
      const size = bits / 8;
      own["readUInt" + bits + order] = function (offset = 0) { return readUnsigned(this, offset, size, isLittle); };
      own["readInt" + bits + order] = function (offset = 0) { return readSigned(this, offset, size, isLittle); };
      own["writeUInt" + bits + order] =
        function (value, offset = 0) { return write(this, value, offset, size, isLittle, false); };
      own["writeInt" + bits + order] =
        function (value, offset = 0) { return write(this, value, offset, size, isLittle, true); };
    }
    own["readUInt" + order] = function (offset, size) { return readUnsigned(this, offset, width(size), isLittle); };
    own["readInt" + order] = function (offset, size) { return readSigned(this, offset, width(size), isLittle); };
    own["writeUInt" + order] =
      function (value, offset, size) { return write(this, value, offset, width(size), isLittle, false); };
    own["writeInt" + order] =
      function (value, offset, size) { return write(this, value, offset, width(size), isLittle, true); };
    own["readFloat" + order] =
      function (offset = 0) { check(offset, this.length, 4); return view(this).getFloat32(offset, isLittle); };
    own["readDouble" + order] =
      function (offset = 0) { check(offset, this.length, 8); return view(this).getFloat64(offset, isLittle); };
    own["writeFloat" + order] = function (value, offset = 0) {
      check(offset, this.length, 4);
      view(this).setFloat32(offset, value, isLittle);
      return offset + 4;
    };
    own["writeDouble" + order] = function (value, offset = 0) {
      check(offset, this.length, 8);
      view(this).setFloat64(offset, value, isLittle);
      return offset + 8;
    };
    for (const [kind, get, set] of [["BigInt64", "getBigInt64", "setBigInt64"], ["BigUInt64", "getBigUint64", "setBigUint64"]]) {
      own["read" + kind + order] = function (offset = 0) { return wide(this, get, offset, isLittle); };
      own["write" + kind + order] = function (value, offset = 0) {
        check(offset, this.length, 8);
        view(this)[set](offset, value, isLittle);
        return offset + 8;
      };
    }
  }
  own.readUInt8 = function (offset = 0) { return readUnsigned(this, offset, 1, true); };
  own.readInt8 = function (offset = 0) { return readSigned(this, offset, 1, true); };
  own.writeUInt8 = function (value, offset = 0) { return write(this, value, offset, 1, true, false); };
  own.writeInt8 = function (value, offset = 0) { return write(this, value, offset, 1, true, true); };

  function width(size) {
    if (!Number.isInteger(size) || size < 1 || size > 6) {
      throw new RangeError('The value of "byteLength" is out of range. It must be >= 1 and <= 6');
    }
    return size;
  }

  // ---- The rest ----

  const clamp = (value, length, otherwise) => {
    value = value === undefined ? otherwise : Math.trunc(Number(value)) || 0;
    return Math.min(Math.max(value, 0), length);
  };
  const setAll = Uint8Array.prototype.fill;
  const part = Uint8Array.prototype.subarray;

  function toBytes(value, encoding) {
    if (typeof value === "number") return [value & 255];
    return typeof value === "string" ? fromText(value, encoding) : value;
  }

  function find(bytes, value, start, encoding, isLast) {
    if (typeof start === "string") { encoding = start; start = undefined; }
    const wanted = toBytes(value, encoding);
    const last = bytes.length - wanted.length;
    start = start === undefined ? (isLast ? last : 0) : Math.trunc(Number(start)) || 0;
    if (start < 0) start += bytes.length;
    if (isLast) start = Math.min(start, last); else start = Math.max(start, 0);
    for (let i = start; isLast ? i >= 0 : i <= last; isLast ? i-- : i++) {
      let same = 0;
      while (same < wanted.length && bytes[i + same] === wanted[same]) same++;
      if (same === wanted.length) return i;
    }
    return -1;
  }

  function swap(bytes, size) {
    if (bytes.length % size !== 0) throw new RangeError("Buffer size must be a multiple of " + 8 * size + "-bits");
    for (let i = 0; i < bytes.length; i += size) {
      for (let j = 0; j < size / 2; j++) {
        const held = bytes[i + j];
        bytes[i + j] = bytes[i + size - 1 - j];
        bytes[i + size - 1 - j] = held;
      }
    }
    return bytes;
  }

  Object.assign(own, {
    toString(encoding, start, end) {
      const from = clamp(start, this.length, 0);
      return toText(this, encoding, from, Math.max(from, clamp(end, this.length, this.length)));
    },
    toJSON() { return { type: "Buffer", data: Array.from(this) }; },
    // As in Node.js a window, not a copy.
    slice(start, end) { return part.call(this, start, end); },
    equals(other) { return Buffer.compare(this, other) === 0; },
    compare(other, otherStart, otherEnd, start, end) {
      return Buffer.compare(part.call(this, start, end), part.call(other, otherStart, otherEnd));
    },
    copy(target, targetStart, start, end) {
      const at = clamp(targetStart, target.length, 0);
      const source = part.call(this, clamp(start, this.length, 0), clamp(end, this.length, this.length));
      const count = Math.min(source.length, target.length - at);
      target.set(part.call(source, 0, count), at);
      return count;
    },
    write(text, offset, length, encoding) {
      if (typeof offset === "string") { encoding = offset; offset = undefined; length = undefined; }
      if (typeof length === "string") { encoding = length; length = undefined; }
      const at = clamp(offset, this.length, 0);
      const bytes = fromText(String(text), encoding);
      const count = Math.min(bytes.length, clamp(length, this.length - at, this.length - at));
      for (let i = 0; i < count; i++) this[at + i] = bytes[i];
      return count;
    },
    fill(value, start, end, encoding) {
      if (typeof start === "string") { encoding = start; start = undefined; end = undefined; }
      if (typeof end === "string") { encoding = end; end = undefined; }
      const from = clamp(start, this.length, 0), to = clamp(end, this.length, this.length);
      const bytes = toBytes(value, encoding);
      if (bytes.length < 2) return setAll.call(this, bytes.length === 0 ? 0 : bytes[0], from, to);
      for (let i = from; i < to; i++) this[i] = bytes[(i - from) % bytes.length];
      return this;
    },
    indexOf(value, start, encoding) { return find(this, value, start, encoding, false); },
    lastIndexOf(value, start, encoding) { return find(this, value, start, encoding, true); },
    includes(value, start, encoding) { return find(this, value, start, encoding, false) >= 0; },
    swap16() { return swap(this, 2); },
    swap32() { return swap(this, 4); },
    swap64() { return swap(this, 8); },
  });
  for (const name of Object.keys(own)) {
    hidden(Bytes.prototype, name, own[name]);
    // `readUint8` is `readUInt8`.
    if (name.includes("UInt")) hidden(Bytes.prototype, name.replace("UInt", "Uint"), own[name]);
  }
  define(Bytes.prototype, "parent", { get() { return this.buffer; }, configurable: true });
  define(Bytes.prototype, "offset", { get() { return this.byteOffset; }, configurable: true });

  hidden(globalThis, "Buffer", Buffer);
  hidden(globalThis, "atob", (text) => { const bytes = fromBase64(String(text)); return toText(bytes, "latin1", 0, bytes.length); });
  hidden(globalThis, "btoa", (text) => Buffer.from(String(text), "latin1").toString("base64"));
})();
