//! The world a codec lives in: one QuickJS run time with one context, three scripts and the codec.
//!
//! A codec is wrapped into a function that is run anew for each call, so that its variables are as fresh as if it had
//! just been loaded, without the cost of a new world. What it leaves in the global object is removed. What it does to
//! the built-in functions stays until its world ends and harms only itself: no codec shares a world with another.

use std::{
    cell::Cell,
    rc::Rc,
    time::{Duration, Instant},
};

use rquickjs::{
    CatchResultExt, CaughtError, Context, Ctx, Function, Object, Persistent, Runtime, Value, context::EvalOptions,
};

use super::{Limits, Problem};

const GUARD: &str = include_str!("guard.js");
const CLOCK: &str = include_str!("clock.js");
const BUFFER: &str = include_str!("buffer.js");
const CALL: &str = include_str!("call.js");

/// What stands around a codec. It begins on the line of its first word, so that lines count as in its file.
const HEAD: &str = "(function(){";
const TAIL: &str = "\n;return{\
    decodeUplink:typeof decodeUplink==='function'?decodeUplink:undefined,\
    encodeDownlink:typeof encodeDownlink==='function'?encodeDownlink:undefined,\
    decodeDownlink:typeof decodeDownlink==='function'?decodeDownlink:undefined,\
    Decode:typeof Decode==='function'?Decode:undefined,\
    Encode:typeof Encode==='function'?Encode:undefined,\
    Decoder:typeof Decoder==='function'?Decoder:undefined,\
    Encoder:typeof Encoder==='function'?Encoder:undefined}})";

/// Which function of `call.js` is meant.
#[derive(Clone, Copy)]
pub(super) enum Entry {
    Uplink,
    Encode,
    DecodeDownlink,
    Offers,
}

/// What a call is given.
pub(super) enum Given<'a> {
    Bytes(&'a [u8]),
    /// An object as JSON.
    Json(&'a str),
}

pub(super) struct World {
    // Values go before the context, the context before the run time.
    codec: Persistent<Function<'static>>,
    entries: [Persistent<Function<'static>>; 4],
    settled: Persistent<Function<'static>>,
    context: Context,
    runtime: Runtime,
    budget: Rc<Budget>,
}

/// What a call may still use.
#[derive(Default)]
struct Budget {
    looks: Cell<u32>,
    until: Cell<Option<Instant>>,
    is_spent: Cell<bool>,
}

impl Budget {
    fn refill(&self, limits: &Limits) {
        self.looks.set(limits.steps / STEPS_A_LOOK);
        self.until.set(limits.time.and_then(|time: Duration| Instant::now().checked_add(time)));
        self.is_spent.set(false);
    }

    /// Called by the engine every so many steps; `true` ends the call.
    fn look(&self) -> bool {
        let left = self.looks.get();
        let is_late = self.until.get().is_some_and(|until| Instant::now() > until);
        if left == 0 || is_late {
            self.is_spent.set(true);
            return true;
        }
        self.looks.set(left - 1);
        false
    }
}

/// So often the engine asks whether to go on (`JS_INTERRUPT_COUNTER_INIT`).
const STEPS_A_LOOK: u32 = 10_000;

/// How a call came out.
pub(super) enum Outcome {
    /// JSON made by `call.js`.
    Answer(String),
    /// The call was ended, or something is left over: this world must not be used again.
    Broken(Problem),
}

impl World {
    pub fn new(source: &str, limits: &Limits) -> Result<Self, Problem> {
        let runtime = Runtime::new().map_err(|_| Problem::Memory)?;
        let budget = Rc::new(Budget::default());
        budget.refill(limits);
        runtime.set_memory_limit(limits.memory);
        runtime.set_max_stack_size(limits.stack);
        let looked_at = Rc::clone(&budget);
        runtime.set_interrupt_handler(Some(Box::new(move || looked_at.look())));
        let context = Context::full(&runtime).map_err(|_| Problem::Memory)?;
        let made = context.with(|context| {
            let entries = prepare(&context).map_err(|_| Problem::Memory)?;
            let codec = compile(&context, source).map_err(|problem| spent(&budget).unwrap_or(problem))?;
            Ok((entries, codec))
        });
        let ((entries, settled), codec) = made?;
        Ok(Self { codec, entries, settled, context, runtime, budget })
    }

    pub fn call(
        &self,
        entry: Entry,
        given: &Given<'_>,
        port: Option<u8>,
        received: i64,
        variables: &str,
        limits: &Limits,
    ) -> Outcome {
        self.budget.refill(limits);
        let called = self.context.with(|context| {
            let run = || -> rquickjs::Result<Option<String>> {
                let function = self.entries[entry as usize].clone().restore(&context)?;
                let codec = self.codec.clone().restore(&context)?;
                #[expect(clippy::cast_precision_loss, reason = "times of JavaScript are doubles")]
                let received = received as f64;
                match given {
                    Given::Bytes(bytes) => function.call((codec, bytes.to_vec(), port, received, variables)),
                    Given::Json(text) => function.call((codec, *text, port, received, variables)),
                }
            };
            let outcome = run();
            if outcome.is_err() {
                // Taken away, so that it does not meet the next call.
                context.catch();
            }
            outcome
        });
        match called {
            Err(_) => Outcome::Broken(spent(&self.budget).unwrap_or(Problem::Memory)),
            Ok(answer) if !self.runtime.is_job_pending() => Outcome::Answer(answer.unwrap_or_else(|| NEVER.to_owned())),
            Ok(answer) => self.wait(answer),
        }
    }

    /// Does what was put off, as long as the limits allow.
    fn wait(&self, answer: Option<String>) -> Outcome {
        let mut jobs = 0;
        while self.runtime.is_job_pending() {
            jobs += 1;
            let is_ended = self.runtime.execute_pending_job().is_err() && self.budget.is_spent.get();
            if is_ended || jobs > MOST_JOBS || self.budget.until.get().is_some_and(|until| Instant::now() > until) {
                return Outcome::Broken(Problem::Steps);
            }
        }
        let settled = self
            .context
            .with(|context| -> Option<String> { self.settled.clone().restore(&context).ok()?.call(()).ok() });
        Outcome::Answer(answer.or(settled).unwrap_or_else(|| NEVER.to_owned()))
    }
}

const MOST_JOBS: u32 = 10_000;
const NEVER: &str = r#"{"fault":"never"}"#;

fn spent(budget: &Budget) -> Option<Problem> {
    budget.is_spent.get().then_some(Problem::Steps)
}

type Entries = ([Persistent<Function<'static>>; 4], Persistent<Function<'static>>);

fn prepare(context: &Ctx<'_>) -> rquickjs::Result<Entries> {
    let refill: Function = context.eval(GUARD)?;
    let set_clock: Function = context.eval(CLOCK)?;
    context.eval::<(), _>(BUFFER)?;
    let call: Function = context.eval(CALL)?;
    let entries: Object = call.call((refill, set_clock))?;
    let entry =
        |name: &str| -> rquickjs::Result<_> { Ok(Persistent::save(context, entries.get::<_, Function>(name)?)) };
    Ok(([entry("uplink")?, entry("encode")?, entry("decodeDownlink")?, entry("offers")?], entry("settled")?))
}

fn compile(context: &Ctx<'_>, source: &str) -> Result<Persistent<Function<'static>>, Problem> {
    let source = source.trim_start_matches('\u{feff}');
    // A first line for shells.
    let comment = if source.starts_with("#!") { "//" } else { "" };
    let wrapped = format!("{HEAD}{comment}{source}{TAIL}");
    let mut options = EvalOptions::default();
    options.strict = false;
    options.filename = Some("codec".to_owned());
    let made: Result<Value, CaughtError> = context.eval_with_options(wrapped, options).catch(context);
    match made {
        Ok(value) => match value.into_function() {
            Some(function) => Ok(Persistent::save(context, function)),
            None => Err(Problem::Syntax { message: "unbalanced brackets".to_owned(), line: 0 }),
        },
        Err(CaughtError::Exception(exception)) => {
            let message: String = exception.message().unwrap_or_default().chars().take(500).collect();
            if message == "out of memory" {
                return Err(Problem::Memory);
            }
            Err(Problem::Syntax { message, line: line_of(&exception.stack().unwrap_or_default()) })
        }
        Err(CaughtError::Value(_) | CaughtError::Error(_)) => {
            Err(Problem::Syntax { message: "cannot be read".to_owned(), line: 0 })
        }
    }
}

/// Of `at codec:12:5`.
fn line_of(stack: &str) -> u32 {
    let Some((_, place)) = stack.split_once("codec:") else { return 0 };
    let digits = place.split(|letter: char| !letter.is_ascii_digit()).next().unwrap_or_default();
    digits.parse().unwrap_or(0)
}
