//! What must hold, all in one form, and what follows from a decision.

/// Σ factor × (chosen or not) ≤ most.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub terms: Vec<(usize, i64)>,
    pub most: i64,
    /// Of something there is so much of; the others link projects and have small factors.
    pub is_amount: bool,
}

impl Row {
    pub fn link(terms: Vec<(usize, i64)>, most: i64) -> Self {
        Self { terms, most, is_amount: false }
    }

    /// In the largest unit that divides all factors: a rest of the limit that nothing can fill is cut off.
    pub fn amount(mut terms: Vec<(usize, i64)>, most: i64) -> Self {
        let unit = terms.iter().fold(0, |unit, (_, factor)| common_divisor(unit, *factor)).max(1);
        for (_, factor) in &mut terms {
            *factor /= unit;
        }
        Self { terms, most: most.div_euclid(unit), is_amount: true }
    }
}

/// The greatest number that divides both; of 0 and another that other.
pub(super) fn common_divisor(one: i64, other: i64) -> i64 {
    let (mut one, mut other) = (one.abs(), other.abs());
    while other != 0 {
        (one, other) = (other, one % other);
    }
    one
}

/// All rows, and in which rows each project stands.
#[derive(Clone, Debug)]
pub(super) struct Constraints {
    pub projects: usize,
    /// From this row on they only say which of several equally good choices is taken; the relaxation does without them.
    pub needed: usize,
    pub rows: Vec<Row>,
    columns: Vec<Vec<(usize, i64)>>,
}

/// What is decided so far.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct State {
    pub decided: Vec<Option<bool>>,
    /// For each row what it comes to at least, whatever is still decided.
    least: Vec<i64>,
}

impl Constraints {
    pub fn new(projects: usize, rows: Vec<Row>) -> Self {
        let mut constraints = Self { projects, needed: 0, rows: Vec::new(), columns: vec![Vec::new(); projects] };
        for row in rows {
            constraints.add(row);
        }
        constraints.needed = constraints.rows.len();
        constraints
    }

    /// A row that must hold; before those that only order.
    pub fn need(&mut self, row: Row) {
        debug_assert_eq!(self.needed, self.rows.len(), "needed rows stand first");
        self.add(row);
        self.needed = self.rows.len();
    }

    /// A row that leaves one of several equally good choices.
    pub fn add(&mut self, row: Row) {
        let place = self.rows.len();
        for (project, factor) in &row.terms {
            self.columns[*project].push((place, *factor));
        }
        self.rows.push(row);
    }

    /// In which rows a project stands, and with what factor.
    pub fn column(&self, project: usize) -> &[(usize, i64)] {
        &self.columns[project]
    }

    /// Only the rows that must hold.
    pub fn without_order(&self) -> Self {
        Self::new(self.projects, self.rows[..self.needed].to_vec())
    }

    /// Nothing decided but what follows from the rows alone; `None` if nothing is possible.
    pub fn start(&self) -> Option<State> {
        let least = |row: &Row| row.terms.iter().map(|(_, factor)| factor.min(&0)).sum();
        let mut state = State { decided: vec![None; self.projects], least: self.rows.iter().map(least).collect() };
        self.follow(&mut state, (0..self.rows.len()).collect()).then_some(state)
    }

    /// A state again from its decisions, from which everything was followed already.
    pub fn restored(&self, decided: Vec<Option<bool>>) -> State {
        let worth = |(project, factor): &(usize, i64)| match decided[*project] {
            Some(true) => *factor,
            Some(false) => 0,
            None => (*factor).min(0),
        };
        let least = self.rows.iter().map(|row| row.terms.iter().map(worth).sum()).collect();
        State { decided, least }
    }

    /// Decides, and everything that follows. `false`: that is impossible, and the state of no further use.
    pub fn fix(&self, state: &mut State, project: usize, is_chosen: bool) -> bool {
        if let Some(decided) = state.decided[project] {
            return decided == is_chosen;
        }
        let touched = self.decide(state, project, is_chosen);
        self.follow(state, touched)
    }

    /// Decides, and names the rows that became tighter by it.
    fn decide(&self, state: &mut State, project: usize, is_chosen: bool) -> Vec<usize> {
        state.decided[project] = Some(is_chosen);
        let mut touched = Vec::new();
        for (row, factor) in &self.columns[project] {
            let more = if is_chosen { (*factor).max(0) } else { -(*factor).min(0) };
            if more > 0 {
                state.least[*row] += more;
                touched.push(*row);
            }
        }
        touched
    }

    /// Everything that follows from what is decided. `false`: nothing is possible.
    pub fn follow_all(&self, state: &mut State) -> bool {
        self.follow(state, (0..self.rows.len()).collect())
    }

    fn follow(&self, state: &mut State, mut rows: Vec<usize>) -> bool {
        while let Some(place) = rows.pop() {
            let row = &self.rows[place];
            let room = row.most - state.least[place];
            if room < 0 {
                return false;
            }
            for (project, factor) in &row.terms {
                if factor.abs() > room && state.decided[*project].is_none() {
                    // There is no room for the worse of both decisions.
                    rows.extend(self.decide(state, *project, *factor < 0));
                }
            }
        }
        true
    }

    /// Whether a choice keeps to all rows that must hold.
    pub fn hold(&self, chosen: &[bool]) -> bool {
        let sum =
            |row: &Row| row.terms.iter().filter(|(project, _)| chosen[*project]).map(|(_, factor)| factor).sum::<i64>();
        self.rows[..self.needed].iter().all(|row| sum(row) <= row.most)
    }
}
