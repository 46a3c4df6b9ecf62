//! What a browser sent: urlencoded or multipart, within limits, in order, with the form's token checked.

use std::error::Error as StdError;

use axum::{
    body::{Body, to_bytes},
    extract::{FromRequest, Request},
    http::{HeaderMap, header},
};
use bytes::Bytes;
use http_body_util::LengthLimitError;
use jiff::civil::Date;
use lotse_core::errors::{Code, Failure};

use crate::{problem::Problem, visit::Visit};

const MOST_FIELDS: usize = 2_000;
const LONGEST_FIELD: usize = 64 * 1024;
const TOKEN: &str = "_token";

/// A file that was sent along. Its name and type are the sender's claims.
#[derive(Clone, Debug)]
pub struct Upload {
    pub field: String,
    /// Without folders.
    pub file_name: String,
    pub declared_type: Option<String>,
    pub bytes: Bytes,
}

/// A date as entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DateInput {
    Empty,
    /// ISO 8601: `2027-03-14`
    Valid(String),
    /// What stood in the inputs.
    Invalid {
        day: String,
        month: String,
        year: String,
    },
}

/// The fields of a form in the order they were sent. As an argument of a handler it checks the form's token.
#[derive(Clone, Debug, Default)]
pub struct FormData {
    fields: Vec<(String, String)>,
    files: Vec<Upload>,
}

impl FormData {
    /// For tests and for stored forms.
    pub fn from_fields(fields: Vec<(String, String)>) -> Self {
        Self { fields, files: Vec::new() }
    }

    /// The first value of that name, as sent.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// The first value without white space around it; empty if there is none.
    pub fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or("").trim()
    }

    /// Every value of that name.
    pub fn all<'s>(&'s self, name: &str) -> impl Iterator<Item = &'s str> + use<'s> {
        let wanted = name.to_owned();
        self.fields.iter().filter(move |(field, _)| *field == wanted).map(|(_, value)| value.as_str())
    }

    /// Whether a box was ticked or a button with that name pressed.
    pub fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// All fields in order, without the token.
    pub fn fields(&self) -> &[(String, String)] {
        &self.fields
    }

    pub fn files(&self) -> &[Upload] {
        &self.files
    }

    pub fn files_of<'s>(&'s self, name: &str) -> impl Iterator<Item = &'s Upload> + use<'s> {
        let wanted = name.to_owned();
        self.files.iter().filter(move |upload| upload.field == wanted)
    }

    /// A date from three inputs (`name.tag`, `name.monat`, `name.jahr`) or one with `2027-03-14` or `14.3.2027`.
    pub fn date(&self, name: &str) -> DateInput {
        let part = |suffix: &str| self.text(&format!("{name}.{suffix}")).to_owned();
        let (mut day, mut month, mut year) = (part("tag"), part("monat"), part("jahr"));
        let whole = self.text(name);
        if !whole.is_empty() {
            let (pieces, is_iso): (Vec<&str>, bool) = if whole.contains('-') {
                (whole.split('-').collect(), true)
            } else {
                (whole.split('.').collect(), false)
            };
            let [first, middle, last] = pieces[..] else {
                return DateInput::Invalid { day: whole.to_owned(), month: String::new(), year: String::new() };
            };
            let (first, middle, last) = (first.to_owned(), middle.to_owned(), last.to_owned());
            (day, month, year) = if is_iso { (last, middle, first) } else { (first, middle, last) };
        }
        if whole.is_empty() && day.is_empty() && month.is_empty() && year.is_empty() {
            return DateInput::Empty;
        }
        let number = |text: &str| text.parse::<i8>().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()));
        let full_year =
            year.parse::<i16>().ok().filter(|_| year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit()));
        let date = (|| Date::new(full_year?, number(&month)?, number(&day)?).ok())();
        match date {
            Some(date) => DateInput::Valid(date.to_string()),
            None => DateInput::Invalid { day, month, year },
        }
    }
}

impl<S: Sync> FromRequest<S> for FormData {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let visit = parts.extensions.get::<Visit>().cloned();
        let visit = visit.ok_or_else(|| Failure::internal("a form outside of the middleware"))?;
        let mut form = read(&parts.headers, body).await?;
        let token = form.get(TOKEN).unwrap_or("").to_owned();
        visit.check_token(&token)?;
        form.fields.retain(|(name, _)| name != TOKEN);
        Ok(form)
    }
}

async fn read(headers: &HeaderMap, body: Body) -> Result<FormData, Failure> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let essence = kind.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    match essence.as_str() {
        "application/x-www-form-urlencoded" => urlencoded(body).await,
        "multipart/form-data" => {
            let boundary = multer::parse_boundary(kind).map_err(|error| unreadable(&error))?;
            multipart(body, boundary).await
        }
        _ => Err(Failure::new(Code::UnsupportedMedia)),
    }
}

async fn urlencoded(body: Body) -> Result<FormData, Failure> {
    // The limit of the whole body stands in the body itself.
    let bytes = to_bytes(body, usize::MAX).await.map_err(|error| body_failure(&error))?;
    let mut form = FormData::default();
    for (name, value) in form_urlencoded::parse(&bytes) {
        form.push(name.into_owned(), value.into_owned())?;
    }
    Ok(form)
}

async fn multipart(body: Body, boundary: String) -> Result<FormData, Failure> {
    let mut parts = multer::Multipart::new(body.into_data_stream(), boundary);
    let mut form = FormData::default();
    while let Some(mut part) = parts.next_field().await.map_err(|error| multipart_failure(&error))? {
        let Some(name) = part.name().map(str::to_owned) else {
            continue;
        };
        let file_name = part.file_name().map(plain_name);
        let declared_type = part.content_type().map(|kind| kind.essence_str().to_owned());
        let mut bytes = Vec::new();
        while let Some(chunk) = part.chunk().await.map_err(|error| multipart_failure(&error))? {
            if file_name.is_none() && bytes.len() + chunk.len() > LONGEST_FIELD {
                return Err(Failure::new(Code::TooLarge));
            }
            bytes.extend_from_slice(&chunk);
        }
        match file_name {
            // What browsers send for a file input nobody touched.
            Some(file_name) if file_name.is_empty() && bytes.is_empty() => {}
            Some(file_name) => form.push_file(Upload { field: name, file_name, declared_type, bytes: bytes.into() })?,
            None => {
                let value = String::from_utf8(bytes).map_err(|error| unreadable(&error))?;
                form.push(name, value)?;
            }
        }
    }
    Ok(form)
}

impl FormData {
    fn push(&mut self, name: String, value: String) -> Result<(), Failure> {
        if self.fields.len() + self.files.len() >= MOST_FIELDS || value.len() > LONGEST_FIELD || name.len() > 1_000 {
            return Err(Failure::new(Code::TooLarge));
        }
        // No person types NUL, and PostgreSQL does not store it.
        if name.contains('\0') || value.contains('\0') {
            return Err(Failure::new(Code::InvalidInput));
        }
        self.fields.push((name, value));
        Ok(())
    }

    fn push_file(&mut self, upload: Upload) -> Result<(), Failure> {
        if self.fields.len() + self.files.len() >= MOST_FIELDS || upload.field.len() > 1_000 {
            return Err(Failure::new(Code::TooLarge));
        }
        if upload.field.contains('\0') {
            return Err(Failure::new(Code::InvalidInput));
        }
        self.files.push(upload);
        Ok(())
    }
}

/// The last part of a name that may carry folders, without control characters, at most 200 characters.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or("");
    last.chars().filter(|sign| !sign.is_control()).take(200).collect()
}

fn unreadable(error: &dyn StdError) -> Failure {
    Failure { code: Code::InvalidInput, message: None, detail: Some(error.to_string()) }
}

fn multipart_failure(error: &multer::Error) -> Failure {
    match error {
        multer::Error::FieldSizeExceeded { .. } | multer::Error::StreamSizeExceeded { .. } => {
            Failure::new(Code::TooLarge)
        }
        other => body_failure(other),
    }
}

/// The body's limit may lie deep inside of another error.
fn body_failure(error: &(dyn StdError + 'static)) -> Failure {
    let mut cause = Some(error);
    while let Some(inner) = cause {
        if inner.is::<LengthLimitError>() {
            return Failure::new(Code::TooLarge);
        }
        cause = match inner.downcast_ref::<multer::Error>() {
            // multer does not name it as its source.
            Some(multer::Error::StreamReadFailed(read)) => Some(&**read),
            _ => inner.source(),
        };
    }
    unreadable(error)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn form(pairs: &[(&str, &str)]) -> FormData {
        FormData::from_fields(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    fn headers(kind: &str) -> HeaderMap {
        [(header::CONTENT_TYPE, kind.parse().unwrap())].into_iter().collect()
    }

    #[test]
    fn dates_in_three_forms() {
        let valid = DateInput::Valid("2027-03-14".into());
        assert_eq!(form(&[("d.tag", "14"), ("d.monat", " 3"), ("d.jahr", "2027")]).date("d"), valid);
        assert_eq!(form(&[("d", "2027-03-14")]).date("d"), valid);
        assert_eq!(form(&[("d", "14.03.2027")]).date("d"), valid);
        assert_eq!(form(&[("d.tag", " ")]).date("d"), DateInput::Empty);
        for wrong in ["31.2.2027", "x", "1.1.27", "--", "+1.1.2027", "2027-13-01"] {
            assert!(matches!(form(&[("d", wrong)]).date("d"), DateInput::Invalid { .. }), "{wrong}");
        }
    }

    #[tokio::test]
    async fn multipart_keeps_order_and_skips_untouched_files() {
        let text = "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n\
             --x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"\"\r\nContent-Type: application/octet-stream\r\n\r\n\r\n\
             --x\r\nContent-Disposition: form-data; name=\"g\"; filename=\"C:\\\\x\\\\scan.pdf\"\r\nContent-Type: application/pdf\r\n\r\n%PDF\r\n\
             --x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n2\r\n--x--\r\n";
        let form = read(&headers("multipart/form-data; boundary=x"), Body::from(text)).await.unwrap();
        assert_eq!(form.all("a").collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!(form.files().len(), 1);
        assert_eq!(form.files()[0].file_name, "scan.pdf");
        assert_eq!(form.files()[0].declared_type.as_deref(), Some("application/pdf"));
    }

    #[tokio::test]
    async fn limits() {
        let many = "a=1&".repeat(MOST_FIELDS + 1);
        let kind = headers("application/x-www-form-urlencoded");
        assert_eq!(read(&kind, Body::from(many)).await.unwrap_err().code, Code::TooLarge);
        let long = format!("a={}", "x".repeat(LONGEST_FIELD + 1));
        assert_eq!(read(&kind, Body::from(long)).await.unwrap_err().code, Code::TooLarge);
        assert_eq!(read(&kind, Body::from("a=%00")).await.unwrap_err().code, Code::InvalidInput);
        assert_eq!(read(&headers("text/plain"), Body::empty()).await.unwrap_err().code, Code::UnsupportedMedia);
        assert_eq!(read(&headers("multipart/form-data"), Body::empty()).await.unwrap_err().code, Code::InvalidInput);
        let cut = Body::from("--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1");
        assert_eq!(read(&headers("multipart/form-data; boundary=x"), cut).await.unwrap_err().code, Code::InvalidInput);
    }

    proptest! {
        #[test]
        fn no_bytes_break_the_readers(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            runtime.block_on(async {
                let _ = read(&headers("application/x-www-form-urlencoded"), Body::from(bytes.clone())).await;
                let mut framed = b"--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n".to_vec();
                framed.extend(bytes);
                let _ = read(&headers("multipart/form-data; boundary=x"), Body::from(framed)).await;
            });
        }
    }
}
