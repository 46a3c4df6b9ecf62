//! The three languages of the pages.

/// German, English, or German in Leichte Sprache.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    #[default]
    De,
    En,
    Leicht,
}

impl Language {
    pub const ALL: [Self; 3] = [Self::De, Self::En, Self::Leicht];

    /// As in `?sprache=` and in the cookie.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.as_str() == word)
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::De => "de",
            Self::En => "en",
            Self::Leicht => "leicht",
        }
    }

    /// The value of the `lang` attribute (BCP 47). Leichte Sprache is read by German voices, so it is `de`.
    pub fn html(self) -> &'static str {
        match self {
            Self::En => "en",
            _ => "de",
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::De => "Deutsch",
            Self::En => "English",
            Self::Leicht => "Leichte Sprache",
        }
    }

    /// Chosen by link, else by cookie, else English for browsers that ask for English and not for German.
    pub fn choose(query: Option<&str>, cookie: Option<&str>, accept_language: Option<&str>) -> Self {
        let by_link = query.and_then(parameter).and_then(Self::parse);
        by_link.or_else(|| cookie.and_then(Self::parse)).unwrap_or_else(|| from_header(accept_language.unwrap_or("")))
    }
}

/// The value of `sprache` in a query string.
pub(crate) fn parameter(query: &str) -> Option<&str> {
    query.split('&').find_map(|pair| pair.strip_prefix("sprache="))
}

fn from_header(header: &str) -> Language {
    let primary = |wanted: &str| {
        header.split(',').any(|range| {
            let tag = range.split(';').next().unwrap_or("").trim();
            tag.split('-').next().is_some_and(|first| first.eq_ignore_ascii_case(wanted))
        })
    };
    if primary("en") && !primary("de") { Language::En } else { Language::De }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn link_before_cookie_before_browser() {
        assert_eq!(Language::choose(Some("a=1&sprache=leicht"), Some("en"), None), Language::Leicht);
        assert_eq!(Language::choose(Some("sprache=klingonisch"), Some("en"), None), Language::En);
        assert_eq!(Language::choose(None, None, Some("en-GB,en;q=0.8")), Language::En);
        assert_eq!(Language::choose(None, None, Some("en-GB,de;q=0.1")), Language::De);
        assert_eq!(Language::choose(None, None, Some("fr")), Language::De);
    }
}
