// How the engine calls a codec: input made, function found in one of the known forms, result brought into JSON.
(function (refill, setClock) {
  "use strict";
  const stringify = JSON.stringify;
  const parse = JSON.parse;
  const isArray = Array.isArray;
  const isView = ArrayBuffer.isView;
  const keys = Object.keys;
  const define = Object.defineProperty;
  const apply = Reflect.apply;
  const then = Promise.prototype.then;
  const PromiseItself = Promise;
  const world = globalThis;
  const MOST_NOTES = 100;
  const MOST_LETTERS = 1000;
  const MOST_BYTES = 1024;
  // What every value inherits from: names left here by one call must not be seen by the next.
  const shared = [world, Object.prototype, Array.prototype, String.prototype, Number.prototype, Function.prototype];

  const hidden = (name, value) => define(world, name, { value, writable: true, configurable: true });
  const silent = () => undefined;
  const console = {};
  for (const name of ["log", "info", "warn", "error", "debug", "trace", "dir", "table", "assert"]) console[name] = silent;
  hidden("console", console);
  hidden("require", (name) => {
    if (name === "buffer" || name === "node:buffer") return { Buffer: world.Buffer };
    throw new Error("Cannot find module '" + name + "'");
  });

  function text(value) {
    let shown = typeof value === "string" ? value : stringify(value);
    if (typeof shown !== "string") shown = String(value);
    return shown.length > MOST_LETTERS ? shown.slice(0, MOST_LETTERS) : shown;
  }

  // `warnings` and `errors`: a list of texts, but some codecs give one text, or things.
  function notes(given) {
    if (given === undefined || given === null || given === "") return [];
    if (!isArray(given)) return [text(given)];
    const list = [];
    for (let i = 0; i < given.length && i < MOST_NOTES; i++) list[i] = text(given[i]);
    return list;
  }

  function find(offered, names) {
    for (let i = 0; i < names.length; i++) {
      const name = names[i];
      const found = offered?.[name] ?? world.module.exports?.[name] ?? world[name];
      if (typeof found === "function") return [name, found];
    }
    return null;
  }

  const isObject = (value) => typeof value === "object" && value !== null && !isArray(value);

  function packed(result, parts) {
    let answer = "{";
    for (const name of keys(parts)) {
      const json = stringify(parts[name]);
      if (json !== undefined) answer += `"${name}":${json},`;
    }
    return answer + `"warnings":${stringify(notes(result.warnings))},"errors":${stringify(notes(result.errors))}}`;
  }

  function decoded(result, isBare) {
    if (isBare) return packed({}, { data: result });
    if (!isObject(result)) return packed({}, {});
    return packed(result, { data: result.data });
  }

  function encoded(result, isBare) {
    if (!isBare && !isObject(result)) return packed({}, {});
    const given = isBare ? result : result.bytes;
    if (!isArray(given) && !isView(given)) return packed(isBare ? {} : result, {});
    if (given.length > MOST_BYTES) return '{"fault":"too-many-bytes"}';
    const bytes = [];
    for (let i = 0; i < given.length; i++) {
      const byte = given[i];
      if (typeof byte !== "number" || !(byte > -1 && byte < 256)) {
        return `{"fault":"no-byte","at":${i},"shown":${stringify(text(byte === byte ? byte : "NaN"))}}`;
      }
      bytes[i] = byte < 0 ? 0 : byte | 0;
    }
    const port = isBare ? undefined : result.fPort;
    return packed(isBare ? {} : result, { bytes, port: typeof port === "number" ? port : undefined });
  }

  function described(error) {
    let shown = "", line = 0;
    try {
      const isError = typeof error === "object" && error !== null && "message" in error;
      shown = isError ? `${error.name || "Error"}: ${error.message}` : text(error);
      const place = isError && /codec:(\d+)/.exec(String(error.stack));
      if (place) line = Number(place[1]);
    } catch { shown = "?"; }
    return `{"fault":"thrown","shown":${stringify(text(shown))},"line":${line}}`;
  }

  function tidy() {
    for (let i = 0; i < shared.length; i++) {
      const left = keys(shared[i]);
      for (let j = 0; j < left.length; j++) delete shared[i][left[j]];
    }
  }

  function start(load, received) {
    refill();
    const time = setClock(received);
    const module = { exports: {} };
    hidden("module", module);
    hidden("exports", module.exports);
    return [apply(load, world, []), time];
  }

  const UPLINK = ["decodeUplink", "Decode", "Decoder"];
  const ENCODE = ["encodeDownlink", "Encode", "Encoder"];
  const DECODE_DOWNLINK = ["decodeDownlink"];
  let waiting = null;

  function uplink(load, bytes, port, received, variables) {
    const [offered, recvTime] = start(load, received);
    const found = find(offered, UPLINK);
    if (!found) return '{"fault":"no-function"}';
    const [name, decode] = found;
    if (name === "Decode") return [decode(port, bytes, parse(variables)), decoded, true];
    if (name === "Decoder") return [decode(bytes, port), decoded, true];
    return [decode({ bytes, fPort: port, recvTime, variables: parse(variables) }), decoded, false];
  }

  function encode(load, object, port, received, variables) {
    const [offered] = start(load, received);
    const found = find(offered, ENCODE);
    if (!found) return '{"fault":"no-function"}';
    const [name, make] = found;
    const data = parse(object);
    if (name === "Encode") return [make(port, data, parse(variables)), encoded, true];
    if (name === "Encoder") return [make(data, port), encoded, true];
    return [make({ data, fPort: port, variables: parse(variables) }), encoded, false];
  }

  function decodeDownlink(load, bytes, port, received, variables) {
    const [offered, recvTime] = start(load, received);
    const found = find(offered, DECODE_DOWNLINK);
    if (!found) return '{"fault":"no-function"}';
    return [found[1]({ bytes, fPort: port, recvTime, variables: parse(variables) }), decoded, false];
  }

  function offers(load, received) {
    const [offered] = start(load, received);
    const names = [...UPLINK, ...ENCODE, ...DECODE_DOWNLINK].filter((name) => find(offered, [name]));
    return packed({}, { offers: names });
  }

  // `undefined`: it has to be waited for; then `settled` has the answer.
  function guarded(work) {
    return (load, one, port, received, variables) => {
      waiting = null;
      try {
        const made = work(load, one, port, received, variables);
        if (typeof made === "string") return made;
        const [result, shape, isBare] = made;
        if (!(result instanceof PromiseItself)) return shape(result, isBare);
        const wait = { answer: '{"fault":"never"}' };
        waiting = wait;
        apply(then, result, [
          (value) => { wait.answer = shape(value, isBare); },
          (error) => { wait.answer = described(error); },
        ]);
        return undefined;
      } catch (error) {
        return described(error);
      } finally {
        tidy();
      }
    };
  }

  return {
    uplink: guarded(uplink),
    encode: guarded(encode),
    decodeDownlink: guarded(decodeDownlink),
    offers: guarded((load, _one, _port, received) => offers(load, received)),
    settled: () => waiting?.answer,
  };
})
