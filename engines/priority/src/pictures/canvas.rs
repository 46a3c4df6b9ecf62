//! Drawing: a few shapes, texts that are escaped, and a head that says what is to be seen.

use std::fmt::Write as _;

/// Width of all pictures.
pub(super) const WIDTH: f64 = 900.0;
/// Where bars begin, right of the names.
pub(super) const LEFT: f64 = 250.0;
/// Room for a number behind a bar.
pub(super) const RIGHT: f64 = 170.0;
/// Height of a line.
pub(super) const LINE: f64 = 30.0;
pub(super) const INK: &str = "#1a1a1a";
pub(super) const GREY: &str = "#595959";
pub(super) const PALE: &str = "#d9d9d9";
/// The one colour that stands out.
pub(super) const MAIN: &str = "#003f87";
/// Neighbours differ in lightness, so that they are told apart without colours (after Okabe and Ito).
pub(super) const PARTS: [&str; 8] =
    ["#003f87", "#e8a33d", "#00694f", "#8fc7e8", "#8c2d04", "#f0e08c", "#5b3a8c", "#c9a0c9"];
/// In a wide font, too, so many signs stay right of the edge.
const LONGEST_NAME: usize = 26;

pub(super) struct Canvas {
    height: f64,
    body: String,
}

/// Where a text is held.
#[derive(Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl Canvas {
    pub fn new(height: f64) -> Self {
        Self { height, body: String::new() }
    }

    pub fn bar(&mut self, x: f64, y: f64, width: f64, height: f64, fill: &str) {
        let _ = writeln!(
            self.body,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{height:.1}\" fill=\"{fill}\"/>",
            width.max(0.0)
        );
    }

    pub fn line(&mut self, from: (f64, f64), to: (f64, f64), stroke: &str, width: f64) {
        let _ = writeln!(
            self.body,
            "<line x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\" stroke=\"{stroke}\" stroke-width=\"{width}\"/>",
            from.0, from.1, to.0, to.1
        );
    }

    pub fn path(&mut self, points: &[(f64, f64)], stroke: &str) {
        let mut list = String::new();
        for (x, y) in points {
            let _ = write!(list, "{x:.1},{y:.1} ");
        }
        let _ = writeln!(
            self.body,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{stroke}\" stroke-width=\"2\"/>",
            list.trim_end()
        );
    }

    pub fn dot(&mut self, (x, y): (f64, f64), radius: f64, fill: &str) {
        let _ = writeln!(
            self.body,
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius}\" fill=\"{fill}\" stroke=\"#fff\" stroke-width=\"1.5\"/>"
        );
    }

    pub fn text(&mut self, (x, y): (f64, f64), anchor: Anchor, text: &str) {
        self.coloured_text((x, y), anchor, INK, text);
    }

    pub fn coloured_text(&mut self, (x, y): (f64, f64), anchor: Anchor, fill: &str, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let _ = writeln!(
            self.body,
            "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" fill=\"{fill}\">{}</text>",
            escaped(text)
        );
    }

    /// A name left of the bars, shortened where it is too long; the table has it whole.
    pub fn name(&mut self, y: f64, name: &str) {
        self.text((LEFT - 10.0, y), Anchor::End, &shortened(name, LONGEST_NAME));
    }

    pub fn svg(self, name: &str, title: &str, summary: &str) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH:.0} {height:.0}\" width=\"{WIDTH:.0}\" \
             height=\"{height:.0}\" role=\"img\" aria-labelledby=\"{name}-title {name}-desc\" \
             font-family=\"'Fira Sans', sans-serif\" font-size=\"15\">\n<title id=\"{name}-title\">{}</title>\n\
             <desc id=\"{name}-desc\">{}</desc>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n{}</svg>",
            escaped(title),
            escaped(summary),
            self.body,
            height = self.height,
        )
    }
}

/// At most so many signs; what is missing is told by dots. A short last word stays: often only it tells two names apart, as
/// in "part 1" and "part 2".
pub(super) fn shortened(name: &str, most: usize) -> String {
    const SHORT: usize = 4;
    if name.chars().count() <= most {
        return name.to_owned();
    }
    let last = name.rsplit(' ').next().unwrap_or_default();
    let end = if last.chars().count() <= SHORT { format!(" {last}") } else { String::new() };
    let begin: String = name.chars().take(most - 1 - end.chars().count()).collect();
    format!("{}…{end}", begin.trim_end())
}

/// As text and as attribute; signs XML forbids become blanks.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            sign if sign.is_control() || matches!(sign, '\u{FFFE}' | '\u{FFFF}') => escaped.push(' '),
            sign => escaped.push(sign),
        }
    }
    escaped
}

/// Lines in a picture as a number to calculate with.
#[expect(clippy::cast_precision_loss, reason = "some dozen lines")]
pub(super) fn number(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_stay_different() {
        assert_eq!(shortened("Archiv", 10), "Archiv");
        assert_eq!(shortened("Glasfaser für Schulen", 12), "Glasfaser f…");
        assert_eq!(shortened("Weiteres Vorhaben Nr. 12", 16), "Weiteres Vor… 12");
        assert_eq!(shortened("Weiteres Vorhaben", 10), "Weiteres…");
        assert!(shortened("äöü äöü äöü äöü", 6).chars().count() <= 6);
    }
}
