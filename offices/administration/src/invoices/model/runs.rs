//! The rules of a payment run: who releases it, until when it can be discarded, from when it counts as paid.

use jiff::civil::Date;
use lotse_core::errors::{Code, Failure};

use super::{Deputy, Signer, end_of, stands_in};

/// Where a payment run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunState {
    /// Its files wait for a second person.
    Made,
    /// The bank's file may leave the house.
    Released,
    Paid,
    /// Its invoices are to be paid again.
    Discarded,
}

/// What a step of a run depends on.
#[derive(Clone, Copy, Debug)]
pub struct RunQuestion<'a> {
    pub state: RunState,
    pub maker: Signer,
    pub deputies: &'a [Deputy],
    /// First and last day on which the bank is to pay; none where nothing is transferred.
    pub execution: Option<(Date, Date)>,
    pub today: Date,
}

/// Why a step of a run cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunRefusal {
    NotReleased,
    AlreadyReleased,
    AlreadyPaid,
    AlreadyDiscarded,
    /// The maker, or somebody who stands in for the maker.
    FourEyes,
    NoDeputy,
    /// The bank should have paid on this day.
    TooLate(Date),
    /// The bank pays on this day only.
    TooEarly(Date),
}

impl RunRefusal {
    fn sentence(self) -> String {
        let fixed = match self {
            Self::NotReleased => "Der Zahllauf ist noch nicht freigegeben. Das muss zuerst eine zweite Person tun.",
            Self::AlreadyReleased => "Dieser Zahllauf ist schon freigegeben.",
            Self::AlreadyPaid => "Dieser Zahllauf ist schon als bezahlt bestätigt.",
            Self::AlreadyDiscarded => "Dieser Zahllauf ist verworfen.",
            Self::FourEyes => {
                "Wer den Zahllauf erstellt hat, darf ihn nicht selbst freigeben oder bestätigen, auch nicht in Vertretung. \
                 Das muss eine zweite Person tun."
            }
            Self::NoDeputy => "Für diese Person sind Sie heute nicht als Vertretung eingetragen.",
            Self::TooLate(day) => {
                return format!(
                    "Die erste Zahlung sollte am {} ausgeführt werden. Dieser Tag ist vorbei. Verwerfen Sie den Zahllauf und \
                     erstellen Sie einen neuen.",
                    end_of(day).date_german()
                );
            }
            Self::TooEarly(day) => {
                return format!(
                    "Die Bank führt die letzte Zahlung erst am {} aus. Bestätigen Sie den Zahllauf an diesem Tag oder später.",
                    end_of(day).date_german()
                );
            }
        };
        fixed.to_owned()
    }
}

impl From<RunRefusal> for Failure {
    fn from(refusal: RunRefusal) -> Self {
        let code = match refusal {
            RunRefusal::FourEyes => Code::NotAllowed,
            RunRefusal::AlreadyReleased | RunRefusal::AlreadyPaid | RunRefusal::AlreadyDiscarded => Code::AlreadyDone,
            _ => Code::Conflict,
        };
        Self::with_message(code, refusal.sentence())
    }
}

impl RunState {
    fn already(self) -> Option<RunRefusal> {
        match self {
            Self::Made => None,
            Self::Released => Some(RunRefusal::AlreadyReleased),
            Self::Paid => Some(RunRefusal::AlreadyPaid),
            Self::Discarded => Some(RunRefusal::AlreadyDiscarded),
        }
    }

    /// The files leave the house with the release and stay readable afterwards.
    pub fn has_files(self) -> Result<(), RunRefusal> {
        match self {
            Self::Made => Err(RunRefusal::NotReleased),
            Self::Discarded => Err(RunRefusal::AlreadyDiscarded),
            Self::Released | Self::Paid => Ok(()),
        }
    }
}

/// Whether this person may let the files out now.
pub fn may_release(question: &RunQuestion<'_>, signer: Signer) -> Result<(), RunRefusal> {
    if let Some(refusal) = question.state.already() {
        return Err(refusal);
    }
    if signer.overlaps(question.maker) {
        return Err(RunRefusal::FourEyes);
    }
    if !stands_in(question.deputies, signer, question.today) {
        return Err(RunRefusal::NoDeputy);
    }
    match question.execution {
        Some((first, _)) if first < question.today => Err(RunRefusal::TooLate(first)),
        _ => Ok(()),
    }
}

/// Whether it can still be taken back: what was released may be at the bank.
pub fn may_discard(state: RunState) -> Result<(), RunRefusal> {
    state.already().map_or(Ok(()), Err)
}

/// Whether this person may say now that the bank has paid.
pub fn may_confirm(question: &RunQuestion<'_>, signer: Signer) -> Result<(), RunRefusal> {
    match question.state {
        RunState::Made => return Err(RunRefusal::NotReleased),
        RunState::Paid => return Err(RunRefusal::AlreadyPaid),
        RunState::Discarded => return Err(RunRefusal::AlreadyDiscarded),
        RunState::Released => {}
    }
    if signer.overlaps(question.maker) {
        return Err(RunRefusal::FourEyes);
    }
    match question.execution {
        Some((_, last)) if last > question.today => Err(RunRefusal::TooEarly(last)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use lotse_core::people::PersonId;
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    const STATES: [RunState; 4] = [RunState::Made, RunState::Released, RunState::Paid, RunState::Discarded];

    fn person(number: u8) -> PersonId {
        PersonId(Uuid::from_u128(u128::from(number)))
    }

    fn signer(who: u8, principal: u8) -> Signer {
        Signer { person: person(who), principal: (principal > 0).then(|| person(principal)) }
    }

    fn day(number: i8) -> Date {
        Date::constant(2027, 1, number)
    }

    #[test]
    fn sentences_name_the_day() {
        let failure = Failure::from(RunRefusal::TooEarly(day(14)));
        assert!(failure.message.unwrap().contains("erst am 14. Januar 2027"));
        let failure = Failure::from(RunRefusal::TooLate(day(4)));
        assert!(failure.message.unwrap().contains("am 4. Januar 2027"));
    }

    #[test]
    fn files_are_there_once_released() {
        assert_eq!(RunState::Made.has_files(), Err(RunRefusal::NotReleased));
        assert_eq!(RunState::Discarded.has_files(), Err(RunRefusal::AlreadyDiscarded));
        assert_eq!((RunState::Released.has_files(), RunState::Paid.has_files()), (Ok(()), Ok(())));
    }

    proptest! {
        /// Whoever acts for whom: releasing and confirming need somebody who is in no way the maker, in this order, and
        /// on days that fit.
        #[test]
        fn a_run_needs_a_second_person_and_its_day(
            maker in (1_u8..5, 0_u8..5),
            attempts in prop::collection::vec((0_u8..3, 1_u8..5, 0_u8..5, 1_i8..28), 0..30),
            pairs in prop::collection::vec((1_u8..5, 1_u8..5), 0..6),
            first in 1_i8..28,
            more in 0_i8..5,
        ) {
            let deputies: Vec<Deputy> = pairs
                .iter()
                .map(|(principal, deputy)| Deputy {
                    id: Uuid::nil(),
                    principal: person(*principal),
                    deputy: person(*deputy),
                    from: day(1),
                    to: day(28),
                })
                .collect();
            let maker = signer(maker.0, maker.1);
            let (first, last) = (day(first), day((first + more).min(28)));
            let mut state = RunState::Made;
            for (what, who, principal, today) in attempts {
                let own = signer(who, principal);
                let today = day(today);
                let question = RunQuestion { state, maker, deputies: &deputies, execution: Some((first, last)), today };
                match what {
                    0 if may_release(&question, own).is_ok() => {
                        prop_assert!(state == RunState::Made && !own.overlaps(maker) && today <= first);
                        prop_assert!(stands_in(&deputies, own, today));
                        state = RunState::Released;
                    }
                    1 if may_confirm(&question, own).is_ok() => {
                        prop_assert!(state == RunState::Released && !own.overlaps(maker) && today >= last);
                        state = RunState::Paid;
                    }
                    2 if may_discard(state).is_ok() => {
                        prop_assert_eq!(state, RunState::Made);
                        state = RunState::Discarded;
                    }
                    _ => {}
                }
            }
        }

        /// What is at its end stays there.
        #[test]
        fn nothing_leads_back(state in 2_usize..4, who in 1_u8..5, today in 1_i8..28) {
            let question =
                RunQuestion { state: STATES[state], maker: signer(9, 0), deputies: &[], execution: None, today: day(today) };
            prop_assert!(may_release(&question, signer(who, 0)).is_err());
            prop_assert!(may_confirm(&question, signer(who, 0)).is_err());
            prop_assert!(may_discard(question.state).is_err());
        }
    }
}
