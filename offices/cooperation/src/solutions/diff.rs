//! What changed between two texts, word by word. Pure.

/// A word or gap, with what happened to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Same(String),
    Added(String),
    Removed(String),
    /// A new line.
    Break,
}

/// Beyond this many pairs of words the part that differs is shown as a whole.
const MOST_PAIRS: usize = 1_000_000;

/// The longer of the common sequences of words stays, the rest is removed or added.
pub(super) fn words(before: &str, after: &str) -> Vec<Piece> {
    let (old, new) = (tokens(before), tokens(after));
    let start = old.iter().zip(&new).take_while(|(left, right)| left == right).count();
    let end =
        old[start..].iter().rev().zip(new[start..].iter().rev()).take_while(|(left, right)| left == right).count();
    let mut pieces = Pieces::default();
    old[..start].iter().for_each(|token| pieces.push(Kind::Same, token));
    middle(&old[start..old.len() - end], &new[start..new.len() - end], &mut pieces);
    new[new.len() - end..].iter().for_each(|token| pieces.push(Kind::Same, token));
    pieces.0
}

/// Words, gaps and line ends.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_end();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\n' => 1,
            first if first.is_whitespace() => {
                rest.find(|sign: char| !sign.is_whitespace() || sign == '\n').unwrap_or(rest.len())
            }
            _ => rest.find(char::is_whitespace).unwrap_or(rest.len()),
        };
        let (token, after) = rest.split_at(length);
        tokens.push(token);
        rest = after;
    }
    tokens
}

fn middle(old: &[&str], new: &[&str], pieces: &mut Pieces) {
    if old.len() * new.len() > MOST_PAIRS {
        for token in old {
            pieces.push(Kind::Removed, token);
        }
        for token in new {
            pieces.push(Kind::Added, token);
        }
        return;
    }
    // lengths[i][j]: longest common sequence of old[i..] and new[j..].
    let width = new.len() + 1;
    let mut lengths = vec![0_u32; (old.len() + 1) * width];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            lengths[i * width + j] = if old[i] == new[j] {
                lengths[(i + 1) * width + j + 1] + 1
            } else {
                lengths[(i + 1) * width + j].max(lengths[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            pieces.push(Kind::Same, old[i]);
            (i, j) = (i + 1, j + 1);
        } else if j == new.len() || i < old.len() && lengths[(i + 1) * width + j] >= lengths[i * width + j + 1] {
            pieces.push(Kind::Removed, old[i]);
            i += 1;
        } else {
            pieces.push(Kind::Added, new[j]);
            j += 1;
        }
    }
}

#[derive(Clone, Copy)]
enum Kind {
    Same,
    Added,
    Removed,
}

#[derive(Default)]
struct Pieces(Vec<Piece>);

impl Pieces {
    /// Neighbours of the same kind become one; a removed line end is not shown.
    fn push(&mut self, kind: Kind, token: &str) {
        if token == "\n" {
            if !matches!(kind, Kind::Removed) {
                self.0.push(Piece::Break);
            }
            return;
        }
        match (self.0.last_mut(), kind) {
            (Some(Piece::Same(text)), Kind::Same)
            | (Some(Piece::Added(text)), Kind::Added)
            | (Some(Piece::Removed(text)), Kind::Removed) => text.push_str(token),
            (_, Kind::Same) => self.0.push(Piece::Same(token.to_owned())),
            (_, Kind::Added) => self.0.push(Piece::Added(token.to_owned())),
            (_, Kind::Removed) => self.0.push(Piece::Removed(token.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_what_changed_is_marked() {
        let pieces = words("Der Ausweis ist gut sichtbar.\nEnde", "Der Ausweis ist von außen sichtbar.\nEnde");
        let expected = [
            Piece::Same("Der Ausweis ist ".into()),
            Piece::Removed("gut".into()),
            Piece::Added("von außen".into()),
            Piece::Same(" sichtbar.".into()),
            Piece::Break,
            Piece::Same("Ende".into()),
        ];
        assert_eq!(pieces, expected);
    }

    proptest! {
        #[test]
        fn both_texts_can_be_read_from_it(before in "[ab \n]{0,30}", after in "[ab \n]{0,30}") {
            let read = |pieces: &[Piece], leave_out: fn(&Piece) -> bool| -> String {
                pieces.iter().filter(|piece| !leave_out(piece)).map(|piece| match piece {
                    Piece::Same(text) | Piece::Added(text) | Piece::Removed(text) => text.clone(),
                    Piece::Break => "\n".to_owned(),
                }).collect()
            };
            let pieces = words(&before, &after);
            let new = read(&pieces, |piece| matches!(piece, Piece::Removed(_)));
            prop_assert_eq!(new, after.trim_end());
            let old = read(&pieces, |piece| matches!(piece, Piece::Added(_)));
            prop_assert_eq!(old.replace('\n', ""), before.trim_end().replace('\n', ""));
        }
    }
}
