//! A row of steps, each timed, none stopping the others; a table and one closing line.

use std::{
    io::{BufRead, BufReader, Write},
    process::{Command, ExitCode, Stdio},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use crate::{run, tally::Tally};

struct Step {
    name: String,
    took: Duration,
    outcome: Result<Tally>,
}

/// Collects what the steps did.
#[derive(Default)]
pub(crate) struct Suite {
    steps: Vec<Step>,
}

impl Suite {
    /// A step that is right or wrong as a whole: it counts as one.
    pub(crate) fn check(&mut self, name: &str, work: impl FnOnce() -> Result<()>) {
        self.tests(name, || work().map(|()| Tally { passed: 1, ..Tally::default() }));
    }

    /// A step with tests of its own.
    pub(crate) fn tests(&mut self, name: &str, work: impl FnOnce() -> Result<Tally>) {
        println!("\n── {name} ──");
        let started = Instant::now();
        let outcome = work();
        let took = started.elapsed();
        if let Err(error) = &outcome {
            println!("{name}: {error:#}");
        }
        self.steps.push(Step { name: name.to_owned(), took, outcome });
    }

    /// Prints the table and says whether everything was right.
    pub(crate) fn finish(self) -> ExitCode {
        let mut total = Tally::default();
        let mut is_good = !self.steps.is_empty();
        let took: Duration = self.steps.iter().map(|step| step.took).sum();
        println!("\n{:<28} {:>9} {:>8} {:>8} {:>8}", "step", "time", "passed", "failed", "skipped");
        for step in self.steps {
            is_good &= step.outcome.as_ref().is_ok_and(|tally| tally.failed == 0);
            let tally = step.outcome.unwrap_or(Tally { failed: 1, ..Tally::default() });
            let Tally { passed, failed, skipped, .. } = tally;
            println!("{:<28} {:>9} {passed:>8} {failed:>8} {skipped:>8}", step.name, minutes(step.took));
            total.add(tally);
        }
        println!("{:<28} {:>9}\n", "together", minutes(took));
        for name in &total.failures {
            println!("failed: {name}");
        }
        let skipped = if total.skipped > 0 { format!(", {} skipped", total.skipped) } else { String::new() };
        println!("{} passed, {} failed{skipped}", total.passed, total.failed);
        if is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

fn minutes(time: Duration) -> String {
    let seconds = time.as_secs();
    format!("{}:{:02} min", seconds / 60, seconds % 60)
}

/// Runs a test runner, passes its output on line by line and counts its closing lines.
pub(crate) fn counted(command: &mut Command) -> Result<Tally> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| run::not_started(command, &error))?;
    let tally = Arc::new(Mutex::new(Tally::default()));
    let output = child.stdout.take().context("no standard output")?;
    let errors = child.stderr.take().context("no standard error")?;
    let kept = Arc::clone(&tally);
    let reader = thread::spawn(move || pass_on(errors, &kept));
    pass_on(output, &tally);
    if reader.join().is_err() {
        bail!("the output could not be read");
    }
    let status = child.wait()?;
    let tally = std::mem::take(&mut *tally.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
    if !status.success() && tally.failed == 0 {
        bail!("{} ended with {status}", command.get_program().to_string_lossy());
    }
    Ok(tally)
}

fn pass_on(source: impl std::io::Read, tally: &Mutex<Tally>) {
    let mut lines = BufReader::new(source);
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
        let mut terminal = std::io::stdout().lock();
        // Without a reader there is nobody to tell.
        let _ = terminal.write_all(&line).and_then(|()| terminal.flush());
        drop(terminal);
        let text = String::from_utf8_lossy(&line);
        tally.lock().unwrap_or_else(std::sync::PoisonError::into_inner).read_line(&text);
        line.clear();
    }
}
