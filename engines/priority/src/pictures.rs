//! Pictures for people who decide: SVG with a table beside it that says the same in numbers.
//!
//! Nothing is told by colour alone: bars carry their numbers, parts their patterns of light and dark and a legend. Text is
//! dark on light at 7 : 1 or better. The table is for those who do not see the picture, and for those who want to recalculate.

mod acceptability;
mod canvas;
mod frontier;
mod numbers;
mod ranking;
mod stability;
mod table;
mod words;

pub(crate) use numbers::as_written;
pub use numbers::{count, euros, points, posts, rounded_parts, tenths};
pub use table::Table;
pub use words::Language;

use crate::answer::Answer;

/// A picture and the same as a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Also the name of a file: `ranking`.
    pub name: &'static str,
    pub title: String,
    /// What is to be seen, in one or two sentences.
    pub summary: String,
    pub svg: String,
    pub table: Table,
}

/// More lines than this are not readable in one picture; the table has all of them.
pub const MOST_LINES: usize = 40;

/// All pictures there are for an answer.
pub fn pictures(answer: &Answer, language: Language) -> Vec<Picture> {
    let mut pictures = vec![
        ranking::picture(answer, language),
        stability::picture(answer, language),
        acceptability::picture(answer, language),
    ];
    pictures.extend(frontier::picture(answer, language));
    pictures
}

/// All pictures on one page that needs no other file.
pub fn page(answer: &Answer, language: Language) -> String {
    use std::fmt::Write as _;
    let words = language.words();
    let mut page = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n<style>{STYLE}</style>\n\
         </head>\n<body>\n<main>\n<h1>{}</h1>\n",
        words.code, words.page_title, words.page_title
    );
    if !answer.notices.is_empty() {
        let _ = writeln!(page, "<h2>{}</h2>\n<ul>", words.notices);
        for notice in &answer.notices {
            let _ = writeln!(page, "<li>{}</li>", canvas::escaped(notice));
        }
        page.push_str("</ul>\n");
    }
    for picture in pictures(answer, language) {
        let _ = write!(
            page,
            "<section>\n<h2>{}</h2>\n<p>{}</p>\n<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"{}\">{}</div>\n\
             <div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"{}\">{}</div>\n</section>\n",
            canvas::escaped(&picture.title),
            canvas::escaped(&picture.summary),
            canvas::escaped(&picture.title),
            picture.svg,
            words.as_table,
            picture.table.html(),
        );
    }
    page.push_str("</main>\n</body>\n</html>\n");
    page
}

const STYLE: &str = "body{font:1rem/1.5 'Fira Sans',sans-serif;color:#1a1a1a;background:#fff;margin:0}\
main{max-width:60rem;margin:0 auto;padding:1rem}.wide{overflow-x:auto}svg{max-width:100%;min-width:43rem;height:auto}\
table{border-collapse:collapse;margin:1rem 0}caption{text-align:left;font-weight:bold}\
caption span{display:inline-block;position:sticky;left:0;max-width:min(85vw,50rem)}\
th,td{border-bottom:1px solid #595959;padding:.25rem .5rem;text-align:left;vertical-align:top}\
td.number,th.number{text-align:right;font-variant-numeric:tabular-nums}td.number{white-space:nowrap}td:not(.number){min-width:10rem}:focus-visible{outline:3px solid #003f87}";
