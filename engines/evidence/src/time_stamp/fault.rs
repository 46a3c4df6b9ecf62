//! Why evidence does not hold: a code for programs, a sentence for the person who has the file in hand.

use der::DateTime;
use std::time::Duration;

/// A fault in a time stamp, an evidence record or a transfer note.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Not the format expected, or damaged.
    #[error("{what} ist nicht lesbar ({reason}). Die Datei ist beschädigt oder hat ein anderes Format.")]
    Unreadable {
        /// What was being read.
        what: &'static str,
        /// What the reader stumbled over, for technicians.
        reason: String,
    },
    /// Larger than any honest file.
    #[error("{what} ist größer, als dieses Programm prüft.")]
    TooLarge {
        /// What is too large.
        what: &'static str,
    },
    /// The authority did not grant a time stamp.
    #[error(
        "Die Zeitstempelstelle hat keinen Zeitstempel ausgestellt (Status {status}{text}). Fordern Sie ihn neu an."
    )]
    NotGranted {
        /// PKIStatus.
        status: u32,
        /// What the authority wrote about it.
        text: String,
    },
    /// An algorithm this program cannot compute.
    #[error("{place}: Das Verfahren {name} kann dieses Programm nicht prüfen.")]
    UnknownAlgorithm {
        /// Where it is used.
        place: &'static str,
        /// Its object identifier.
        name: String,
    },
    /// The stamp is about other data.
    #[error(
        "Der Zeitstempel gilt nicht für diese Daten: Der Hashwert stimmt nicht überein. Daten oder Nachweis wurden verändert."
    )]
    Imprint,
    /// The algorithm of the stamp is not the one of the hash tree.
    #[error("Der Zeitstempel nutzt {found}, der Hashbaum {expected}. Beide müssen dasselbe Hashverfahren nutzen.")]
    ImprintAlgorithm {
        /// Of the stamp.
        found: String,
        /// Of the tree.
        expected: String,
    },
    /// Not the answer to this request.
    #[error("Die Antwort gehört nicht zur Anfrage: {0} stimmt nicht überein.")]
    Request(&'static str),
    /// The signature does not fit what was signed.
    #[error("{0} stimmt nicht. Der Nachweis wurde verändert.")]
    Signature(&'static str),
    /// The signed attributes are missing or contradict the token.
    #[error("Die unterschriebenen Angaben des Zeitstempels sind unvollständig oder widersprechen sich ({0}).")]
    Attributes(&'static str),
    /// The list of hash algorithms at the head of the token does not have the one of its signature.
    #[error(
        "Der Zeitstempel führt das Hashverfahren seiner Unterschrift ({0}) nicht auf. Er wurde verändert oder fehlerhaft ausgestellt."
    )]
    UnlistedDigest(String),
    /// No certificate fits the signer.
    #[error("Das Zertifikat der Zeitstempelstelle fehlt. Geben Sie es mit den übrigen Zertifikaten an.")]
    NoCertificate,
    /// The signed hash of the certificate names another one.
    #[error("Das Zertifikat ist nicht das, auf das sich der Zeitstempel festlegt. Es wurde ausgetauscht.")]
    WrongCertificate,
    /// The certificate is not for time stamps.
    #[error("Das Zertifikat {subject} ist nicht für Zeitstempel bestimmt ({reason}).")]
    WrongUsage {
        /// Whose certificate.
        subject: String,
        /// What is wrong.
        reason: &'static str,
    },
    /// A certificate on the way to the anchor may not do what it does there.
    #[error("Das Zertifikat {subject} darf in der Kette nicht stehen ({reason}).")]
    Chain {
        /// Whose certificate.
        subject: String,
        /// What is wrong.
        reason: &'static str,
    },
    /// No way from the signer to an anchor.
    #[error(
        "Das Zertifikat {subject} führt zu keinem Vertrauensanker. Prüfen Sie, ob Sie dem Aussteller {issuer} vertrauen, und nennen Sie dessen Zertifikat."
    )]
    Untrusted {
        /// Where the way ends.
        subject: String,
        /// Who would come next.
        issuer: String,
    },
    /// Nobody said whom to trust.
    #[error(
        "Es wurde kein Vertrauensanker genannt. Der Zeitstempel stammt laut Zertifikat von {subject}; jeder kann sich so nennen. Nennen Sie das Zertifikat der Stelle, der Sie vertrauen (--trust)."
    )]
    NoAnchor {
        /// Who claims to have signed.
        subject: String,
    },
    /// Stamped outside the validity of a certificate.
    #[error("Zur Zeit des Zeitstempels ({}) war das Zertifikat {subject} nicht gültig (gültig von {} bis {}).", show(*.at), show(*.from), show(*.until))]
    NotValidAtStamp {
        /// Whose certificate.
        subject: String,
        /// Time of the stamp.
        at: i64,
        /// Begin of validity.
        from: i64,
        /// End of validity.
        until: i64,
    },
    /// The certificate had ended before the next stamp, or today.
    #[error("Das Zertifikat {subject} ist am {} abgelaufen; bis {} wurde der Zeitstempel nicht erneuert.", show(*.until), show(*.at))]
    NotRenewed {
        /// Whose certificate.
        subject: String,
        /// End of validity.
        until: i64,
        /// When it would have had to hold.
        at: i64,
    },
    /// An algorithm was no longer good when it would have had to hold.
    #[error("{algorithm} ist seit dem {} nicht mehr geeignet; am {} durfte man sich darauf nicht mehr verlassen.", show(*.until), show(*.at))]
    WeakAlgorithm {
        /// The algorithm.
        algorithm: String,
        /// The last moment it was good for.
        until: i64,
        /// When it would have had to hold.
        at: i64,
    },
    /// A stamp from the future.
    #[error("Der Zeitstempel nennt {}, das liegt nach dem Zeitpunkt der Prüfung ({}).", show(*.stamp), show(*.at))]
    Future {
        /// Time of the stamp.
        stamp: i64,
        /// When it would have had to hold.
        at: i64,
    },
    /// Data whose hash is not in the first list of the tree.
    #[error("Der Hashwert von „{name}“ steht nicht im Nachweis. Die Daten wurden verändert oder gehören nicht dazu.")]
    NotCovered {
        /// Name of the data.
        name: String,
    },
    /// No data to check.
    #[error("Es wurden keine Daten genannt, die der Nachweis belegen soll.")]
    NoData,
    /// The record covers a group, and a part of it was not given.
    #[error(
        "Der Nachweis belegt eine Gruppe von {expected} Objekten, vorgelegt wurden {found}. Legen Sie alle vor, oder prüfen Sie jedes für sich."
    )]
    IncompleteGroup {
        /// Hashes in the first list.
        expected: usize,
        /// Different hashes of the data.
        found: usize,
    },
    /// The stamp that renews does not cover the one before.
    #[error("Die Erneuerung deckt {0} nicht ab. Ein Zeitstempel fehlt, oder die Reihenfolge wurde verändert.")]
    BrokenRenewal(&'static str),
    /// A list of a hash tree with a value of the wrong length.
    #[error("Der Hashbaum enthält einen Wert, der kein {0}-Wert ist.")]
    TreeValue(String),
    /// A scan that did not pass may not replace the paper.
    #[error("Der Scan hat die Qualitätssicherung nicht bestanden (geprüft von {0}). Er ersetzt das Papier nicht.")]
    QualityControl(String),
    /// A chain with two hash algorithms.
    #[error("Eine Kette nutzt {first} und {second}. Ein neues Hashverfahren verlangt eine neue Kette (RFC 4998 §5.2).")]
    MixedAlgorithms {
        /// Of the first stamp.
        first: String,
        /// Of a later one.
        second: String,
    },
}

impl Fault {
    /// A stable name for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "unreadable",
            Self::TooLarge { .. } => "too_large",
            Self::NotGranted { .. } => "not_granted",
            Self::UnknownAlgorithm { .. } => "unknown_algorithm",
            Self::Imprint => "imprint",
            Self::ImprintAlgorithm { .. } => "imprint_algorithm",
            Self::Request(_) => "request",
            Self::Signature(_) => "signature",
            Self::Attributes(_) => "attributes",
            Self::UnlistedDigest(_) => "unlisted_digest",
            Self::NoCertificate => "no_certificate",
            Self::WrongCertificate => "wrong_certificate",
            Self::WrongUsage { .. } => "wrong_usage",
            Self::Chain { .. } => "chain",
            Self::Untrusted { .. } => "untrusted",
            Self::NoAnchor { .. } => "no_anchor",
            Self::NotValidAtStamp { .. } => "not_valid_at_stamp",
            Self::NotRenewed { .. } => "not_renewed",
            Self::WeakAlgorithm { .. } => "weak_algorithm",
            Self::Future { .. } => "future",
            Self::NotCovered { .. } => "not_covered",
            Self::NoData => "no_data",
            Self::IncompleteGroup { .. } => "incomplete_group",
            Self::BrokenRenewal(_) => "broken_renewal",
            Self::TreeValue(_) => "tree_value",
            Self::QualityControl(_) => "quality_control",
            Self::MixedAlgorithms { .. } => "mixed_algorithms",
        }
    }

    pub(crate) fn unreadable(what: &'static str) -> impl Fn(der::Error) -> Self {
        move |error| Self::Unreadable { what, reason: error.to_string() }
    }
}

/// A moment as people read it, in UTC.
pub(crate) fn show(moment: i64) -> String {
    let since = u64::try_from(moment).ok().map(Duration::from_millis);
    match since.and_then(|since| DateTime::from_unix_duration(since).ok()) {
        Some(time) => format!(
            "{:02}.{:02}.{} {:02}:{:02}:{:02} UTC",
            time.day(),
            time.month(),
            time.year(),
            time.hour(),
            time.minutes(),
            time.seconds()
        ),
        None => format!("{moment} ms"),
    }
}
