//! A mail as it came: who sent it, whether it may be answered, what is attached. Pure.

use bytes::Bytes;
use lotse_core::blobs::BlobId;
use mail_parser::{
    Encoding, HeaderValue, Message, MessageParser, MessagePart, MimeHeaders, PartType,
    decoders::{base64::base64_decode, quoted_printable::quoted_printable_decode},
};

/// Attachments of one mail that are looked at.
pub(super) const MOST_PARTS: usize = 200;
/// Mails in mails in mails.
const DEEPEST: usize = 5;

/// What there is to know about a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mail {
    /// Without angle brackets; empty if it has none.
    pub message_id: String,
    /// The address it came from, lower case; empty if it has none.
    pub sender: String,
    /// Where an answer goes.
    pub answer_to: Option<String>,
    /// Why nobody is answered.
    pub silence: Option<Silence>,
    pub subject: String,
    pub parts: Vec<Part>,
    /// More than [`MOST_PARTS`].
    pub left_out: usize,
}

/// Why a mail is not answered: machines that answer machines never stop (RFC 3834).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Silence {
    /// It says itself that a machine sent it.
    Automatic,
    /// It reports that another mail did not arrive, or comes from nobody.
    Bounce,
    List,
    /// It is ours.
    Own,
    NoAddress,
}

/// Something attached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    pub file_name: String,
    pub kind: PartKind,
    pub bytes: Bytes,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PartKind {
    /// XML or PDF: may be an invoice.
    Document,
    /// ZIP.
    Archive,
    /// Something else, named in the answer and not looked at.
    Other,
}

impl Part {
    /// A file that was packed into an archive.
    pub(super) fn of_archive(archive: &str, name: &str, bytes: Vec<u8>) -> Self {
        let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
        let is_document = ["xml", "pdf"].contains(&ending.as_str()) || bytes.starts_with(b"%PDF-");
        let kind = if is_document { PartKind::Document } else { PartKind::Other };
        Self { file_name: plain(&format!("{name} (aus {archive})"), 160), kind, bytes: bytes.into() }
    }
}

/// Names a mail for good: the same Message-ID with other content is another mail.
pub(super) fn key(message_id: &str, raw: &[u8]) -> String {
    let mut bytes = Vec::with_capacity(message_id.len() + raw.len() + 1);
    bytes.extend_from_slice(message_id.as_bytes());
    bytes.push(0);
    bytes.extend_from_slice(raw);
    BlobId::of(&bytes).hex()
}

/// Reads a mail. `own` are the addresses of this house.
pub(super) fn read(raw: &[u8], own: &[String]) -> Mail {
    let Some(message) = MessageParser::default().parse(raw) else {
        return Mail {
            message_id: String::new(),
            sender: String::new(),
            answer_to: None,
            silence: Some(Silence::NoAddress),
            subject: String::new(),
            parts: Vec::new(),
            left_out: 0,
        };
    };
    let address = |list: Option<&mail_parser::Address<'_>>| {
        let first = list.and_then(mail_parser::Address::first).and_then(|one| one.address.as_deref());
        first.map(|address| address.trim().to_lowercase()).filter(|address| is_address(address))
    };
    let sender = address(message.from()).or_else(|| address(message.sender()));
    let answer_to = address(message.reply_to()).or_else(|| sender.clone());
    let silence = silence(&message, sender.as_deref(), answer_to.as_deref(), own);
    let mut parts = Vec::new();
    collect(&message, 0, &mut parts);
    let left_out = parts.len().saturating_sub(MOST_PARTS);
    parts.truncate(MOST_PARTS);
    Mail {
        message_id: plain(message.message_id().unwrap_or_default(), 500),
        sender: sender.unwrap_or_default(),
        answer_to,
        silence,
        subject: plain(message.subject().unwrap_or_default(), 100),
        parts,
        left_out,
    }
}

/// One line without control characters, cut.
pub(super) fn plain(text: &str, longest: usize) -> String {
    let clean: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    let clean = clean.trim();
    match clean.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", &clean[..end]),
        None => clean.to_owned(),
    }
}

/// One `@`, nothing that could end a header or begin another address.
fn is_address(text: &str) -> bool {
    let is_plain = |letter: char| !letter.is_whitespace() && !letter.is_control() && !"<>,;:\"()[]\\".contains(letter);
    let Some((local, domain)) = text.split_once('@') else { return false };
    text.len() <= 254 && !local.is_empty() && !domain.is_empty() && !domain.contains('@') && text.chars().all(is_plain)
}

fn silence(message: &Message<'_>, sender: Option<&str>, answer_to: Option<&str>, own: &[String]) -> Option<Silence> {
    let header = |name: &'static str| message.header_raw(name).map(|value| value.trim().to_ascii_lowercase());
    let Some(sender) = sender else { return Some(Silence::NoAddress) };
    let is_own = |address: &str| own.iter().any(|one| one.eq_ignore_ascii_case(address));
    if is_own(sender) || answer_to.is_some_and(is_own) {
        return Some(Silence::Own);
    }
    let is_report = message.root_part().content_type().is_some_and(|kind| {
        kind.ctype().eq_ignore_ascii_case("multipart")
            && kind.subtype().is_some_and(|subtype| subtype.eq_ignore_ascii_case("report"))
    });
    let from_nobody = header("Return-Path").is_some_and(|path| path == "<>");
    let local = sender.split('@').next().unwrap_or_default();
    let is_machine = ["mailer-daemon", "postmaster", "noreply", "no-reply", "donotreply", "do-not-reply", "bounce"];
    if is_report || from_nobody || is_machine.contains(&local) {
        return Some(Silence::Bounce);
    }
    let is_automatic = header("Auto-Submitted").is_some_and(|value| !value.starts_with("no"))
        || header("X-Auto-Response-Suppress").is_some_and(|value| value.contains("all") || value.contains("autoreply"))
        || header("X-Autoreply").is_some();
    if is_automatic {
        return Some(Silence::Automatic);
    }
    let is_bulk = header("Precedence").is_some_and(|value| ["bulk", "list", "junk"].contains(&value.as_str()));
    if is_bulk || *message.list_id() != HeaderValue::Empty {
        return Some(Silence::List);
    }
    None
}

fn collect(message: &Message<'_>, depth: usize, parts: &mut Vec<Part>) {
    for part in &message.parts {
        if let PartType::Message(inner) = &part.body {
            if depth < DEEPEST {
                collect(inner, depth + 1, parts);
            }
            continue;
        }
        if matches!(part.body, PartType::Multipart(_)) || parts.len() > MOST_PARTS * 2 {
            continue;
        }
        let name = part.attachment_name().unwrap_or_default();
        let name = plain(name.rsplit(['/', '\\']).next().unwrap_or_default(), 120);
        let kind = part.content_type();
        let is_type = |main: &str, sub: &str| {
            kind.is_some_and(|kind| {
                let found = kind.subtype().unwrap_or_default();
                kind.ctype().eq_ignore_ascii_case(main)
                    && (found.eq_ignore_ascii_case(sub)
                        || sub == "*"
                        || found.to_ascii_lowercase().ends_with(&format!("+{sub}")))
            })
        };
        let is_text = is_type("text", "plain") || is_type("text", "html") || kind.is_none();
        if is_text && name.is_empty() {
            continue;
        }
        let bytes = content(message, part);
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
        let is_xml = ending == "xml" || is_type("application", "xml") || is_type("text", "xml");
        let is_pdf = ending == "pdf" || is_type("application", "pdf") || bytes.starts_with(b"%PDF-");
        let kind = if is_xml || is_pdf {
            PartKind::Document
        } else if bytes.starts_with(b"PK\x03\x04") {
            PartKind::Archive
        } else {
            PartKind::Other
        };
        // Logos in signatures, digital signatures, business cards: nobody sent those as an invoice.
        let is_furniture = is_type("image", "*")
            || ["p7s", "p7m", "asc", "sig", "vcf", "ics", "gif", "png", "jpg", "jpeg"].contains(&ending.as_str());
        if kind == PartKind::Other && is_furniture || bytes.is_empty() && name.is_empty() {
            continue;
        }
        parts.push(Part { file_name: if name.is_empty() { unnamed(is_pdf) } else { name }, kind, bytes: bytes.into() });
    }
}

fn unnamed(is_pdf: bool) -> String {
    if is_pdf { "ohne Namen.pdf" } else { "ohne Namen.xml" }.to_owned()
}

/// The bytes as they were attached. The parser turns text of any encoding into UTF-8, but an XML file says itself in which
/// encoding it is, and must be kept as it came.
fn content(message: &Message<'_>, part: &MessagePart<'_>) -> Vec<u8> {
    if !matches!(part.body, PartType::Text(_) | PartType::Html(_)) {
        return part.contents().to_vec();
    }
    let range = part.offset_body as usize..part.offset_end as usize;
    let Some(raw) = message.raw_message().get(range) else { return part.contents().to_vec() };
    let decoded = match part.encoding {
        Encoding::None => Some(raw.to_vec()),
        Encoding::Base64 => base64_decode(raw),
        Encoding::QuotedPrintable => quoted_printable_decode(raw),
    };
    decoded.unwrap_or_else(|| part.contents().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(head: &str, body: &str) -> Mail {
        let raw =
            format!("{head}MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n{body}--x--\r\n");
        read(raw.as_bytes(), &["rechnung@stadt.example".to_owned()])
    }

    const FROM: &str = "From: Anna <Anna@Firma.example>\r\nMessage-ID: <1@firma.example>\r\nSubject: Rechnungen\r\n";

    #[test]
    fn machines_are_not_answered() {
        let silence = |head: &str| mail(head, "").silence;
        assert_eq!(silence(FROM), None);
        assert_eq!(silence(&format!("{FROM}Auto-Submitted: no\r\n")), None);
        assert_eq!(silence(&format!("{FROM}Auto-Submitted: auto-replied\r\n")), Some(Silence::Automatic));
        assert_eq!(silence(&format!("{FROM}X-Auto-Response-Suppress: OOF, AutoReply\r\n")), Some(Silence::Automatic));
        assert_eq!(silence(&format!("{FROM}Precedence: bulk\r\n")), Some(Silence::List));
        assert_eq!(silence(&format!("{FROM}List-Id: <l.example>\r\n")), Some(Silence::List));
        assert_eq!(silence(&format!("{FROM}Return-Path: <>\r\n")), Some(Silence::Bounce));
        assert_eq!(silence("From: MAILER-DAEMON@firma.example\r\n"), Some(Silence::Bounce));
        assert_eq!(silence("From: rechnung@Stadt.example\r\n"), Some(Silence::Own));
        assert_eq!(silence(&format!("{FROM}Reply-To: Rechnung@stadt.example\r\n")), Some(Silence::Own));
        assert_eq!(silence("Subject: x\r\n"), Some(Silence::NoAddress));
        let report = "From: a@b.example\r\nContent-Type: multipart/report; boundary=x\r\n\r\n--x--\r\n";
        assert_eq!(read(report.as_bytes(), &[]).silence, Some(Silence::Bounce));
    }

    #[test]
    fn attachments_come_as_they_were() {
        let latin = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>=E4</a>";
        let body = format!(
            "--x\r\nContent-Type: text/plain\r\n\r\nGuten Tag\r\n\
             --x\r\nContent-Type: text/xml; charset=iso-8859-1; name=\"../r1.xml\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{}\r\n\
             --x\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=\"r2.PDF\"\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjcK\r\n\
             --x\r\nContent-Type: image/png; name=logo.png\r\n\r\nx\r\n\
             --x\r\nContent-Type: application/msword; name=brief.doc\r\n\r\nx\r\n\
             --x\r\nContent-Type: message/rfc822\r\n\r\nSubject: innen\r\nContent-Type: application/xml; name=r3.xml\r\n\r\n<b/>\r\n",
            latin.replace("=\"", "=3D\"")
        );
        let mail = mail(FROM, &body);
        let parts: Vec<_> = mail.parts.iter().map(|part| (part.file_name.as_str(), part.kind)).collect();
        let expected = [
            ("r1.xml", PartKind::Document),
            ("r2.PDF", PartKind::Document),
            ("brief.doc", PartKind::Other),
            ("r3.xml", PartKind::Document),
        ];
        assert_eq!(parts, expected);
        let first = b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>\xe4</a>";
        assert_eq!(mail.parts[0].bytes.trim_ascii_end(), first);
        assert_eq!(&mail.parts[1].bytes[..], b"%PDF-1.7\n");
        assert_eq!((mail.sender.as_str(), mail.message_id.as_str()), ("anna@firma.example", "1@firma.example"));
    }

    #[test]
    fn nothing_in_an_address_begins_another() {
        for bad in ["a@b,c@d.example", "a b@c.example", "a@b@c", "@b.example", "a@b.example>\r\nBcc: x@y.example", "a"]
        {
            assert!(!is_address(bad), "{bad}");
        }
        assert!(is_address("o'neil+rechnung@firma.example"));
        assert_eq!(plain("a\r\nBcc: b", 20), "a  Bcc: b");
    }

    proptest::proptest! {
        #[test]
        fn no_mail_makes_it_fall(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..600)) {
            let framed = [FROM.as_bytes(), b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n", &bytes].concat();
            let _ = read(&framed, &[]);
            let _ = read(&bytes, &[]);
        }
    }
}
