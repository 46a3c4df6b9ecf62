//! Which element may come next: the order of sequences, choices and roots.

use super::{Abort, Run};
use crate::grammar::{Content, MANY, NAMESPACE, Particle, ROOTS};
use crate::lexical::shorten;
use crate::schema::MessageKind;

impl Run<'_> {
    /// Finds what an element is; None when it is unknown here and to be skipped.
    pub(super) fn expect(
        &mut self,
        namespace: Option<&str>,
        local: &str,
    ) -> Result<Option<(&'static Particle, u32)>, Abort> {
        let Some(parent) = self.frames.last() else {
            return self.expect_root(namespace, local);
        };
        match parent.kind.content {
            Content::Sequence(parts) => self.expect_in_sequence(parts, namespace, local),
            Content::Choice(particles) => self.expect_in_choice(particles, namespace, local),
            Content::Simple(_) | Content::Empty => self.unknown(local, "An dieser Stelle sind keine Elemente erlaubt."),
            Content::Foreign => Ok(None),
        }
    }

    fn expect_root(&mut self, namespace: Option<&str>, local: &str) -> Result<Option<(&'static Particle, u32)>, Abort> {
        if std::mem::replace(&mut self.root_seen, true) {
            self.fatal("Nach dem Ende des Wurzelelements steht noch ein Element.")?;
        }
        if namespace != Some(NAMESPACE) {
            let shown =
                namespace.map_or("keinem Namensraum".to_owned(), |name| format!("dem Namensraum „{}“", shorten(name)));
            let hint = if namespace.is_some_and(|name| name.ends_with("xdatenfelder_2")) {
                " XDatenfelder 2 wird nicht gelesen; laden Sie die Fassung 3 aus dem FIM-Portal."
            } else {
                ""
            };
            self.fatal(&format!(
                "Das Wurzelelement „{}“ gehört zu {shown}. Erwartet wird „{NAMESPACE}“.{hint}",
                shorten(local)
            ))?;
        }
        let Some(root) = ROOTS.iter().find(|root| root.name == local) else {
            let names: Vec<&str> = ROOTS.iter().map(|root| root.name).collect();
            self.fatal(&format!(
                "„{}“ ist keine Nachricht von XDatenfelder 3.0.0. Erwartet wird eine von: {}.",
                shorten(local),
                names.join(", ")
            ))?;
            return Ok(None);
        };
        self.schema.kind = match root.name {
            "xdatenfelder.dokumentsteckbrief.0101" => MessageKind::DocumentProfile,
            "xdatenfelder.datenfeldgruppe.0103" => MessageKind::Group,
            "xdatenfelder.datenfeld.0104" => MessageKind::Field,
            "xdatenfelder.codeliste.0105" => MessageKind::CodeList,
            "xdatenfelder.uebersetzung.0106" => MessageKind::Translation,
            _ => MessageKind::Schema,
        };
        Ok(Some((root, 1)))
    }

    fn unknown(&mut self, local: &str, expectation: &str) -> Result<Option<(&'static Particle, u32)>, Abort> {
        self.problem(format!("Das Element „{}“ ist hier nicht erlaubt. {expectation}", shorten(local)))?;
        Ok(None)
    }

    fn expect_in_choice(
        &mut self,
        particles: &'static [Particle],
        namespace: Option<&str>,
        local: &str,
    ) -> Result<Option<(&'static Particle, u32)>, Abort> {
        let names: Vec<&str> = particles.iter().map(|particle| particle.name).collect();
        let expectation = format!("Erwartet wird genau eines von: {}.", names.join(", "));
        let found = particles.iter().find(|particle| matches(particle, namespace, local));
        let Some(particle) = found else {
            return self.unknown(local, &expectation);
        };
        let Some(frame) = self.frames.last_mut() else {
            return Ok(None);
        };
        frame.count += 1;
        if frame.count > 1 {
            return self.unknown(local, &expectation);
        }
        Ok(Some((particle, 1)))
    }

    fn expect_in_sequence(
        &mut self,
        parts: &'static [&'static [Particle]],
        namespace: Option<&str>,
        local: &str,
    ) -> Result<Option<(&'static Particle, u32)>, Abort> {
        let Some(frame) = self.frames.last_mut() else {
            return Ok(None);
        };
        let particles = || parts.iter().flat_map(|part| part.iter());
        let known = particles().enumerate().find(|(_, particle)| matches(particle, namespace, local));
        let Some((index, particle)) = known else {
            let expectation = expectation(parts, frame.at, frame.count);
            return self.unknown(local, &expectation);
        };
        let same = index == frame.at && frame.count > 0;
        let too_many = same && particle.max != MANY && frame.count >= particle.max;
        let missing = particles()
            .enumerate()
            .skip(frame.at)
            .take(index.saturating_sub(frame.at))
            .find(|(at, skipped)| skipped.min > 0 && frame.seen & (1 << at) == 0);
        let behind = index < frame.at;
        frame.seen |= 1 << index;
        if behind || too_many || missing.is_some() {
            let expectation = expectation(parts, frame.at, frame.count);
            let first = !std::mem::replace(&mut frame.out_of_order, true);
            if index > frame.at {
                frame.at = index;
                frame.count = 1;
            }
            let ordinal = frame.count;
            if too_many {
                self.problem(format!("Das Element „{local}“ steht zu oft da. {expectation}"))?;
                return Ok(None);
            }
            if first {
                self.problem(format!("Das Element „{local}“ steht an der falschen Stelle. {expectation}"))?;
            }
            return Ok(Some((particle, ordinal)));
        }
        frame.count = if same { frame.count.saturating_add(1) } else { 1 };
        frame.at = index;
        Ok(Some((particle, frame.count)))
    }
}

fn matches(particle: &Particle, namespace: Option<&str>, local: &str) -> bool {
    let expected = particle.qualified.then_some(NAMESPACE);
    particle.name == local && namespace == expected
}

/// What may come next, in words.
fn expectation(parts: &'static [&'static [Particle]], at: usize, count: u32) -> String {
    let particles: Vec<&Particle> = parts.iter().flat_map(|part| part.iter()).collect();
    let mut names = Vec::new();
    for (index, particle) in particles.iter().enumerate().skip(at) {
        let came = if index == at { count } else { 0 };
        if came < particle.max {
            names.push(particle.name);
        }
        if particle.min > came {
            break;
        }
    }
    if names.is_empty() {
        return "Hier wird kein weiteres Element erwartet.".to_owned();
    }
    format!("Erwartet wird: {}.", names.join(" oder "))
}
