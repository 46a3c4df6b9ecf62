//! Counts what test runners report in their closing lines.

use std::collections::BTreeSet;

/// Tests that passed, failed and were skipped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub passed: u64,
    pub failed: u64,
    pub skipped: u64,
    /// What failed, as its runner calls it.
    pub failures: BTreeSet<String>,
}

impl Tally {
    pub(crate) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
        self.failures.extend(other.failures);
    }

    /// Takes the numbers of a closing line of nextest, `cargo test` or Node's test runner, and the names of what failed;
    /// other lines count nothing.
    pub(crate) fn read_line(&mut self, line: &str) {
        let line = without_colour(line);
        let line = line.trim();
        if let Some(name) = failure(line) {
            self.failures.insert(name.to_owned());
            return;
        }
        if line.starts_with("Summary [") || line.starts_with("test result:") {
            self.add(Self {
                passed: number_before(line, "passed"),
                failed: number_before(line, "failed") + number_before(line, "timed out"),
                skipped: number_before(line, "skipped") + number_before(line, "ignored"),
                ..Self::default()
            });
            return;
        }
        let mut words = line.trim_start_matches(['#', 'ℹ', ' ']).split(' ');
        let (Some(name), Some(Ok(count)), None) = (words.next(), words.next().map(str::parse::<u64>), words.next())
        else {
            return;
        };
        match name {
            "pass" => self.passed += count,
            "fail" | "cancelled" => self.failed += count,
            "skipped" | "todo" => self.skipped += count,
            _ => {}
        }
    }
}

/// The test of `FAIL [   0.5s] (7/40) crate test`, `test name ... FAILED` or `✖ name (12.3ms)`.
fn failure(line: &str) -> Option<&str> {
    if let Some(name) = line.strip_prefix("✖ ") {
        return name.rsplit_once(" (").filter(|(_, time)| time.ends_with("ms)")).map(|(name, _)| name);
    }
    if let Some(name) = line.strip_prefix("test ").and_then(|test| test.strip_suffix(" ... FAILED")) {
        return Some(name);
    }
    let is_failure = ["FAIL [", "TIMEOUT [", "SIGABRT [", "SIGSEGV ["].iter().any(|word| line.starts_with(word));
    line.split_once("] ").filter(|_| is_failure).map(|(_, test)| match test.split_once(") ") {
        Some((place, name)) if place.starts_with('(') => name,
        _ => test,
    })
}

/// The number in front of a word: `812 passed (1 slow), 3 failed`.
fn number_before(line: &str, word: &str) -> u64 {
    let Some(place) = line.find(&format!(" {word}")) else { return 0 };
    line[..place].rsplit([' ', ':']).next().and_then(|number| number.parse().ok()).unwrap_or(0)
}

fn without_colour(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        plain.push_str(before);
        rest = after.split_once('m').map_or("", |(_, after)| after);
    }
    plain + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Tally {
        let mut tally = Tally::default();
        text.lines().for_each(|line| tally.read_line(line));
        tally
    }

    #[test]
    fn closing_lines_of_the_runners_are_counted() {
        let nextest = "     Summary [  12.3s] 40 tests run: 38 passed (2 slow), 1 failed, 1 timed out, 5 skipped";
        assert_eq!(read(nextest), Tally { passed: 38, failed: 2, skipped: 5, ..Tally::default() });
        let cargo = "test result: ok. 7 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s";
        assert_eq!(read(cargo), Tally { passed: 7, failed: 0, skipped: 1, ..Tally::default() });
        let node = "ℹ tests 9\nℹ pass 7\nℹ fail 1\nℹ cancelled 0\nℹ skipped 1\nℹ todo 0\nℹ duration_ms 5";
        assert_eq!(read(node), Tally { passed: 7, failed: 1, skipped: 1, ..Tally::default() });
    }

    #[test]
    fn failures_have_their_names_once() {
        let nextest =
            "        FAIL [   0.512s] (  7/40) lotse-core ledger::forks\n     TIMEOUT [ 60.000s] lotse::board rank";
        let again = format!("{nextest}\n{nextest}");
        assert_eq!(Vec::from_iter(read(&again).failures), ["lotse-core ledger::forks", "lotse::board rank"]);
        let others =
            "test reads ... FAILED\ntest writes ... ok\n✖ the resident answers (538.893029ms)\n✖ failing tests:";
        assert_eq!(Vec::from_iter(read(others).failures), ["reads", "the resident answers"]);
    }

    #[test]
    fn colours_and_other_lines_do_not_count() {
        assert_eq!(read("\u{1b}[1m     Summary\u{1b}[0m [ 1s] 2 tests run: 2 passed, 0 skipped").passed, 2);
        assert_eq!(read("pass the salt\n4 passed away"), Tally::default());
    }
}
