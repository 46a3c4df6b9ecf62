//! Codecs that mean harm, or only do it: each call ends, says what is wrong, and the next call is as good as new.

#![expect(clippy::unwrap_used, reason = "helpers of a test may panic")]

use std::{collections::BTreeMap, time::Instant};

use lotse_lorawan::codec::{Codec, Decoded, Failure, Limits, Message, Order, Problem};
use serde_json::{Value, json};

fn decode(codec: &mut Codec) -> Result<Decoded, Failure> {
    codec.decode_uplink(&Message {
        bytes: &[1, 2, 3],
        port: 7,
        received: 1_700_000_000_000,
        variables: &BTreeMap::new(),
    })
}

/// A codec that returns this expression as its data.
fn data(expression: &str) -> Result<Value, Problem> {
    run(&format!("function decodeUplink(input) {{ return {{ data: {{ x: {expression} }} }}; }}"))
        .map(|mut decoded| decoded.data.remove("x").unwrap_or(Value::Null))
}

/// A codec whose function has this body.
fn body(statements: &str) -> Result<Decoded, Problem> {
    run(&format!("function decodeUplink(input) {{ {statements} }}"))
}

/// Runs it twice, because the second call must not depend on the first.
fn run(source: &str) -> Result<Decoded, Problem> {
    let start = Instant::now();
    let mut codec = Codec::new(source, Limits::default())?;
    let first = decode(&mut codec).map_err(|failure| failure.problem);
    let second = decode(&mut codec).map_err(|failure| failure.problem);
    assert_eq!(first, second, "{source}");
    // Generous: other tests run beside this one.
    assert!(start.elapsed().as_secs() < 30, "took {:?}: {source}", start.elapsed());
    first
}

#[track_caller]
fn stopped(statements: &str, wanted: &str) {
    assert_eq!(body(statements).unwrap_err().code(), wanted, "{statements}");
}

#[test]
fn endless_work_is_stopped() {
    for statements in [
        "while (true);",
        "for (;;) { try { while (true); } catch (e) {} finally { } }",
        "return { get data() { while (true); } };",
        "return { data: { get x() { while (true); } } };",
        "return { data: { toJSON() { while (true); } } };",
        "return { data: {}, errors: { toJSON() { while (true); } } };",
        "return { data: {}, get warnings() { for (;;); } };",
        "return new Proxy({}, { get() { for (;;); } });",
        "throw { get message() { while (true); } };",
        "throw { toJSON() { while (true); } };",
        "eval('while (true);');",
        "new Function('while (true);')();",
        "function* g() { while (true) yield 1; } for (const x of g());",
        "let a = []; a.length = 4294967295; a.forEach.call({ length: 2 ** 53 - 1 }, () => 1);",
        "Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1);",
        "Array.prototype.includes.call({ length: 2 ** 53 - 1 }, 1);",
        "/^(a+)+$/.test('a'.repeat(40) + 'b');",
        "[1, 2, 3].sort(() => { while (true); });",
        "const s = 'a'.repeat(1e6), t = 'a'.repeat(5e5) + 'b'; while (true) s.indexOf(t);",
        "const l = new Array(2e4).fill(1); while (true) l.slice().sort();",
        "const t = '[' + '1,'.repeat(2e4) + '1]'; while (true) JSON.parse(t);",
        "function f() { return f(); } try { f(); } catch (e) {} while (true);",
    ] {
        stopped(statements, "steps");
    }
}

#[test]
fn work_that_hides_in_one_call_is_refused() {
    for statements in [
        "let a = []; a.length = 4294967295; a.reverse();",
        "Array.prototype.reverse.call({ length: 2 ** 53 - 1 });",
        "Array.prototype.reverse.call({ get length() { return 2 ** 53 - 1; } });",
        "Number.prototype.length = 2 ** 53 - 1; Array.prototype.reverse.call(5);",
        "const f = () => 1; Object.defineProperty(f, 'length', { value: 2 ** 53 - 1 }); Array.prototype.reverse.call(f);",
        "class A { get length() { return 2 ** 53 - 1; } } Array.prototype.fill.call(new A(), 1);",
        "[].concat({ length: 2 ** 53 - 1, [Symbol.isConcatSpreadable]: true });",
        "let a = []; a.length = 4294967295; a.shift();",
        "let a = []; a.length = 4294967295; a.sort();",
        "let a = []; a.length = 4294967295; String(a);",
    ] {
        stopped(statements, "thrown");
    }
}

#[test]
fn memory_is_limited() {
    for statements in [
        "let s = 'x'; while (true) s += s;",
        "const a = []; while (true) a.push(new Array(1000).fill(1));",
        "return { data: { x: 'x'.repeat(2 ** 29) } };",
        "return { data: { x: new Uint8Array(2 ** 31 - 1) } };",
        "const m = new Map(); for (let i = 0; ; i++) m.set(i, 'x'.repeat(100) + i);",
        "return { data: { x: Array.from({ length: 999999 }, () => ({})) } };",
        "let n = 2n; while (true) n = n * n;",
    ] {
        let problem = body(statements).unwrap_err();
        assert!(matches!(problem.code(), "memory" | "thrown" | "steps"), "{statements}: {problem:?}");
    }
}

#[test]
fn depth_and_length_are_limited() {
    stopped("function f() { return f() + 1; } return { data: { x: f() } };", "thrown");
    stopped("let d = {}; for (let i = 0; i < 50; i++) d = { d }; return { data: d };", "too-deep");
    let problem = body("let d = {}; for (let i = 0; i < 1e5; i++) d = { d }; return { data: d };").unwrap_err();
    assert!(matches!(problem.code(), "thrown" | "too-deep"), "{problem:?}");
    stopped("return { data: { x: 'ä'.repeat(40000) } };", "too-long");
    stopped("return { data: { x: new Array(100000).fill(1) } };", "too-long");
    stopped("const d = {}; d.d = d; return { data: d };", "thrown");
    let nested = format!("({}1{})", "[".repeat(100_000), "]".repeat(100_000));
    assert!(Codec::new(nested, Limits::default()).is_err());
    assert_eq!(Codec::new(" ".repeat(2 << 20), Limits::default()).err().unwrap().code(), "source-too-long");
}

#[test]
fn strange_values_are_what_json_makes_of_them() {
    assert_eq!(data("NaN"), Ok(Value::Null));
    assert_eq!(data("Infinity"), Ok(Value::Null));
    assert_eq!(data("undefined"), Ok(Value::Null));
    assert_eq!(data("-0"), Ok(json!(0)));
    assert_eq!(data("360.0"), Ok(json!(360)));
    assert_eq!(data("3.8627450980392157"), Ok(json!(3.862_745_098_039_215_7)));
    assert_eq!(data("1e400"), Ok(Value::Null));
    assert_eq!(data("new Date(0)"), Ok(json!("1970-01-01T00:00:00.000Z")));
    assert_eq!(data("new Date(NaN)"), Ok(Value::Null));
    assert_eq!(data("new Uint8Array([1, 2])"), Ok(json!({ "0": 1, "1": 2 })));
    assert_eq!(data("Buffer.from([1, 2])"), Ok(json!({ "type": "Buffer", "data": [1, 2] })));
    assert_eq!(data("() => 1"), Ok(Value::Null));
    assert_eq!(data("[undefined, () => 1]"), Ok(json!([null, null])));
    assert_eq!(data("'\\ud800'"), Ok(json!("\u{fffd}")));
    assert_eq!(data("new Map([[1, 2]])"), Ok(json!({})));
    assert_eq!(data("Object.create({ inherited: 1 })"), Ok(json!({})));
    assert_eq!(data("Object.create(null)"), Ok(json!({})));
    assert_eq!(data("Symbol('x')"), Ok(Value::Null));
    assert_eq!(data("1n").unwrap_err().code(), "thrown");
    assert_eq!(data("new Proxy({ a: 1 }, {})"), Ok(json!({ "a": 1 })));
    assert_eq!(data("({ ['__proto__']: 1, constructor: 2 })"), Ok(json!({ "__proto__": 1, "constructor": 2 })));
    assert_eq!(data("eval('1 + 1')"), Ok(json!(2)));
}

#[test]
fn what_is_no_object_is_no_result() {
    for statements in
        ["", "return 5;", "return null;", "return [];", "return {};", "return { data: null };", "return { data: [1] };"]
    {
        stopped(statements, "no-result");
    }
    assert_eq!(run("let decodeUplink = 5;").unwrap_err().code(), "no-function");
    assert_eq!(run("function decodeUplink( {").unwrap_err().code(), "syntax");
    assert_eq!(run("})();(function(){").unwrap_err().code(), "no-function");
    assert_eq!(run("}) + (function(){").unwrap_err().code(), "syntax");
    assert_eq!(run("while (true);").unwrap_err().code(), "steps");
    assert_eq!(run("})(); while (true); (function(){").unwrap_err().code(), "steps");
    assert_eq!(run("throw 1;").unwrap_err(), Problem::Thrown { message: "1".to_owned(), line: 0 });
    assert!(matches!(
        run("\n\nfunction decodeUplink() {\n return x.y; }").unwrap_err(),
        Problem::Thrown { line: 4, .. }
    ));
}

#[test]
fn promises_are_awaited_as_far_as_they_come() {
    assert_eq!(body("return Promise.resolve({ data: { a: 1 } });").unwrap().data["a"], 1);
    assert_eq!(run("async function decodeUplink() { await null; return { data: { a: 2 } }; }").unwrap().data["a"], 2);
    stopped("return new Promise(() => {});", "never");
    stopped("return Promise.reject(new Error('no'));", "thrown");
    stopped("(function f() { Promise.resolve().then(f); })(); return { data: {} };", "steps");
    stopped("return Promise.resolve().then(() => { while (true); });", "steps");
    stopped("return { then() { while (true); } };", "no-result");
}

#[test]
fn one_call_leaves_nothing_for_the_next() {
    for source in [
        "var count = 0; function decodeUplink() { count++; return { data: { count } }; }",
        "function decodeUplink() { total = (typeof total === 'undefined' ? 0 : total) + 1; return { data: { total } }; }",
        "var d = {}; function decodeUplink(i) { d[Object.keys(d).length] = 1; return { data: d }; }",
        "function decodeUplink(i) { const seen = {}.left; Object.prototype.left = 1; return { data: { seen: seen === undefined } }; }",
        "function decodeUplink(i) { globalThis.x = (globalThis.x || 0) + 1; return { data: { x: globalThis.x } }; }",
        "function decodeUplink() { return { data: { r: Math.random(), n: Date.now(), s: String(new Date()) } }; }",
    ] {
        assert!(run(source).is_ok(), "{source}");
    }
}

#[test]
fn a_codec_that_breaks_its_world_harms_only_itself() {
    let mut good =
        Codec::new("function decodeUplink(i) { return { data: { n: i.bytes.map(b => b + 1) } }; }", Limits::default())
            .unwrap();
    for harm in [
        "JSON.stringify = JSON.parse = Object.keys = Array.isArray = null;",
        "Array.prototype.map = Array.prototype.push = function () { while (true); };",
        "Object.defineProperty(Object.prototype, 'toJSON', { value: () => 1 });",
        "Object.freeze(globalThis); Object.freeze(Object.prototype);",
        "Reflect.apply = null; Promise.prototype.then = null; delete globalThis.Promise;",
        "for (const name of Object.getOwnPropertyNames(globalThis)) { try { delete globalThis[name]; } catch (e) {} }",
        "Object.setPrototypeOf(globalThis, null);",
        "Object.defineProperty(Array.prototype, '0', { set() { while (true); } });",
    ] {
        let mut bad =
            Codec::new(format!("function decodeUplink() {{ {harm} return {{ data: {{}} }}; }}"), Limits::default())
                .unwrap();
        for _ in 0..3 {
            let _ = decode(&mut bad);
        }
        assert_eq!(decode(&mut good).unwrap().data["n"], json!([2, 3, 4]));
    }
}

#[test]
fn after_a_fault_the_codec_works_again() {
    let source = "function decodeUplink(i) { if (i.bytes[0] === 0) while (true); return { data: { b: i.bytes[0] } }; }";
    let mut codec = Codec::new(source, Limits::default()).unwrap();
    let mut send =
        |byte: u8| codec.decode_uplink(&Message { bytes: &[byte], port: 1, received: 0, variables: &BTreeMap::new() });
    assert!(send(1).is_ok());
    assert_eq!(send(0).unwrap_err().problem, Problem::Steps);
    assert_eq!(send(2).unwrap().data["b"], 2);
}

#[test]
fn what_is_no_byte_is_not_sent() {
    let encode = |result: &str| {
        let mut codec =
            Codec::new(format!("function encodeDownlink() {{ return {result}; }}"), Limits::default()).unwrap();
        let order = Order { data: &json!({}), port: Some(5), now: 0, variables: &BTreeMap::new() };
        codec
            .encode_downlink(&order)
            .map(|encoded| (encoded.bytes, encoded.port))
            .map_err(|failure| failure.problem.code())
    };
    assert_eq!(encode("{ bytes: [1, 2.9, 255] }"), Ok((vec![1, 2, 255], Some(5))));
    assert_eq!(encode("{ bytes: Buffer.from([1, 2]), fPort: 9 }"), Ok((vec![1, 2], Some(9))));
    assert_eq!(encode("{ bytes: [] }"), Ok((vec![], Some(5))));
    assert_eq!(encode("{ bytes: [256] }"), Err("no-byte"));
    assert_eq!(encode("{ bytes: [-1] }"), Err("no-byte"));
    assert_eq!(encode("{ bytes: [NaN] }"), Err("no-byte"));
    assert_eq!(encode("{ bytes: ['1'] }"), Err("no-byte"));
    assert_eq!(encode("{ bytes: [,] }"), Err("no-byte"));
    assert_eq!(encode("{ bytes: new Array(5000).fill(0) }"), Err("too-long"));
    assert_eq!(encode("{ bytes: 'ff' }"), Err("no-result"));
    assert_eq!(encode("{ errors: ['no'] }"), Err("reported"));
    assert_eq!(encode("{ bytes: { length: 1, 0: 1 } }"), Err("no-result"));
}

#[test]
fn the_clock_is_the_message_in_utc() {
    let mut codec = Codec::new(
        "function decodeUplink(i) { const d = new Date(); return { data: {
            now: Date.now(), received: i.recvTime.getTime(), same: i.recvTime instanceof Date, text: String(d), call: Date(),
            hours: new Date(2020, 0, 31, 12).toISOString(), local: new Date('2020-01-31T12:00:00').toISOString(),
            day: new Date('2020-01-31').toISOString(), offset: d.getTimezoneOffset(), zone: new Date('2020-01-31T12:00:00+02:00').getHours(),
            copy: new Date(d).getTime(), utc: Date.UTC(1970, 0, 1), named: new Date('Jan 31, 2020 12:00:00').getTime() } }; }",
        Limits::default(),
    )
    .unwrap();
    let data = Value::Object(decode(&mut codec).unwrap().data);
    assert_eq!(
        data,
        json!({
            "now": 1_700_000_000_000_i64, "received": 1_700_000_000_000_i64, "same": true,
            "text": "Tue Nov 14 2023 22:13:20 GMT+0000", "call": "Tue Nov 14 2023 22:13:20 GMT+0000",
            "hours": "2020-01-31T12:00:00.000Z", "local": "2020-01-31T12:00:00.000Z", "day": "2020-01-31T00:00:00.000Z",
            "offset": 0, "zone": 10, "copy": 1_700_000_000_000_i64, "utc": 0, "named": 1_580_472_000_000_i64,
        })
    );
}
