//! The versions of xdomea, told apart by the namespace of a message.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What the namespaces of all versions begin with; the version follows.
const NAMESPACE: &str = "urn:xoev-de:xdomea:schema:";

/// A version whose schema is known here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Version {
    #[serde(rename = "2.3.0")]
    V2_3,
    #[serde(rename = "2.4.0")]
    V2_4,
    #[serde(rename = "3.0.0")]
    V3_0,
    #[serde(rename = "3.1.0")]
    V3_1,
    #[serde(rename = "4.0.0")]
    V4_0,
}

impl Version {
    pub const ALL: [Self; 5] = [Self::V2_3, Self::V2_4, Self::V3_0, Self::V3_1, Self::V4_0];

    /// As it stands in namespaces: `3.1.0`.
    pub fn number(self) -> &'static str {
        match self {
            Self::V2_3 => "2.3.0",
            Self::V2_4 => "2.4.0",
            Self::V3_0 => "3.0.0",
            Self::V3_1 => "3.1.0",
            Self::V4_0 => "4.0.0",
        }
    }

    pub fn namespace(self) -> String {
        format!("{NAMESPACE}{}", self.number())
    }

    pub fn of_namespace(namespace: &str) -> Option<Self> {
        let number = number_in(namespace)?;
        Self::ALL.into_iter().find(|version| version.number() == number)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.number())
    }
}

/// What a namespace of xdomea says about its version, whether its schema is known here or not.
pub(crate) fn number_in(namespace: &str) -> Option<&str> {
    namespace.strip_prefix(NAMESPACE)
}

/// The four digits at the end of a message's name: `Aussonderung.Anbieteverzeichnis.0501`.
pub(crate) fn message_number(root: &str) -> Option<&str> {
    let (_, number) = root.rsplit_once('.')?;
    (number.len() == 4 && number.bytes().all(|byte| byte.is_ascii_digit())).then_some(number)
}
