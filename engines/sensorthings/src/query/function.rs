//! The functions of the standard (OGC 18-088, table 23) with those that servers in wide use add for intervals.

/// A function of the query language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Function {
    SubstringOf,
    Contains,
    StartsWith,
    EndsWith,
    Length,
    IndexOf,
    Substring,
    ToLower,
    ToUpper,
    Trim,
    Concat,
    Round,
    Floor,
    Ceiling,
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
    FractionalSeconds,
    Date,
    Time,
    TotalOffsetMinutes,
    Now,
    MinDateTime,
    MaxDateTime,
    Before,
    After,
    Meets,
    During,
    Overlaps,
    Starts,
    Finishes,
    GeoDistance,
    GeoLength,
    GeoIntersects,
    StEquals,
    StDisjoint,
    StTouches,
    StWithin,
    StOverlaps,
    StCrosses,
    StIntersects,
    StContains,
    StRelate,
}

/// Kinds of arguments and results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Known only when it is evaluated: JSON members, results.
    Open,
    Null,
    Boolean,
    Number,
    Text,
    Date,
    TimeOfDay,
    /// An instant.
    Moment,
    /// An interval.
    Interval,
    /// An instant or an interval.
    Time,
    Duration,
    Geometry,
}

/// What a function takes and gives.
#[derive(Debug)]
pub struct Signature {
    pub function: Function,
    pub name: &'static str,
    /// Kinds of the arguments.
    pub arguments: &'static [Kind],
    /// How many of them must be there.
    pub required: usize,
    pub result: Kind,
    /// The arguments in words, for messages.
    pub usage: &'static str,
}

use Function as F;
use Kind as K;

const fn row(function: F, name: &'static str, arguments: &'static [K], result: K, usage: &'static str) -> Signature {
    Signature { function, name, arguments, required: arguments.len(), result, usage }
}

/// In the order of [`Function`].
pub static FUNCTIONS: [Signature; 46] = [
    row(F::SubstringOf, "substringof", &[K::Text, K::Text], K::Boolean, "part, text"),
    row(F::Contains, "contains", &[K::Text, K::Text], K::Boolean, "text, part"),
    row(F::StartsWith, "startswith", &[K::Text, K::Text], K::Boolean, "text, start"),
    row(F::EndsWith, "endswith", &[K::Text, K::Text], K::Boolean, "text, end"),
    row(F::Length, "length", &[K::Text], K::Number, "text"),
    row(F::IndexOf, "indexof", &[K::Text, K::Text], K::Number, "text, part"),
    Signature {
        function: F::Substring,
        name: "substring",
        arguments: &[K::Text, K::Number, K::Number],
        required: 2,
        result: K::Text,
        usage: "text, start[, length]",
    },
    row(F::ToLower, "tolower", &[K::Text], K::Text, "text"),
    row(F::ToUpper, "toupper", &[K::Text], K::Text, "text"),
    row(F::Trim, "trim", &[K::Text], K::Text, "text"),
    row(F::Concat, "concat", &[K::Text, K::Text], K::Text, "text, text"),
    row(F::Round, "round", &[K::Number], K::Number, "number"),
    row(F::Floor, "floor", &[K::Number], K::Number, "number"),
    row(F::Ceiling, "ceiling", &[K::Number], K::Number, "number"),
    row(F::Year, "year", &[K::Time], K::Number, "time"),
    row(F::Month, "month", &[K::Time], K::Number, "time"),
    row(F::Day, "day", &[K::Time], K::Number, "time"),
    row(F::Hour, "hour", &[K::Time], K::Number, "time"),
    row(F::Minute, "minute", &[K::Time], K::Number, "time"),
    row(F::Second, "second", &[K::Time], K::Number, "time"),
    row(F::FractionalSeconds, "fractionalseconds", &[K::Time], K::Number, "time"),
    row(F::Date, "date", &[K::Time], K::Date, "time"),
    row(F::Time, "time", &[K::Time], K::TimeOfDay, "time"),
    row(F::TotalOffsetMinutes, "totaloffsetminutes", &[K::Time], K::Number, "time"),
    row(F::Now, "now", &[], K::Moment, ""),
    row(F::MinDateTime, "mindatetime", &[], K::Moment, ""),
    row(F::MaxDateTime, "maxdatetime", &[], K::Moment, ""),
    row(F::Before, "before", &[K::Time, K::Time], K::Boolean, "time, time"),
    row(F::After, "after", &[K::Time, K::Time], K::Boolean, "time, time"),
    row(F::Meets, "meets", &[K::Time, K::Time], K::Boolean, "time, time"),
    row(F::During, "during", &[K::Time, K::Interval], K::Boolean, "time, interval"),
    row(F::Overlaps, "overlaps", &[K::Time, K::Time], K::Boolean, "time, time"),
    row(F::Starts, "starts", &[K::Time, K::Time], K::Boolean, "time, time"),
    row(F::Finishes, "finishes", &[K::Time, K::Time], K::Boolean, "time, time"),
    row(F::GeoDistance, "geo.distance", &[K::Geometry, K::Geometry], K::Number, "geometry, geometry"),
    row(F::GeoLength, "geo.length", &[K::Geometry], K::Number, "geometry"),
    row(F::GeoIntersects, "geo.intersects", &[K::Geometry, K::Geometry], K::Boolean, "geometry, geometry"),
    row(F::StEquals, "st_equals", &[K::Geometry, K::Geometry], K::Boolean, "geometry, geometry"),
    row(F::StDisjoint, "st_disjoint", &[K::Geometry, K::Geometry], K::Boolean, "geometry, geometry"),
    row(F::StTouches, "st_touches", &[K::Geometry, K::Geometry], K::Boolean, "geometry, geometry"),
    row(F::StWithin, "st_within", &[K::Geometry, K::Geometry], K::Boolean, "geometry, geometry"),
    row(F::StOverlaps, "st_overlaps", &[K::Geometry, K::Geometry], K::Boolean, "geometry, geometry"),
    row(F::StCrosses, "st_crosses", &[K::Geometry, K::Geometry], K::Boolean, "geometry, geometry"),
    row(F::StIntersects, "st_intersects", &[K::Geometry, K::Geometry], K::Boolean, "geometry, geometry"),
    row(F::StContains, "st_contains", &[K::Geometry, K::Geometry], K::Boolean, "geometry, geometry"),
    row(F::StRelate, "st_relate", &[K::Geometry, K::Geometry, K::Text], K::Boolean, "geometry, geometry, 'T********'"),
];

impl Function {
    /// What it takes and gives.
    pub fn signature(self) -> &'static Signature {
        &FUNCTIONS[self as usize]
    }

    /// The function of this name, in any case.
    pub fn of_name(name: &str) -> Option<Self> {
        FUNCTIONS.iter().find(|row| row.name.eq_ignore_ascii_case(name)).map(|row| row.function)
    }
}

impl Kind {
    /// In words, as messages name it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Open => "any value",
            Self::Null => "null",
            Self::Boolean => "a condition",
            Self::Number => "a number",
            Self::Text => "text",
            Self::Date => "a date",
            Self::TimeOfDay => "a time of day",
            Self::Moment => "an instant",
            Self::Interval => "an interval",
            Self::Time => "a time",
            Self::Duration => "a duration",
            Self::Geometry => "a geometry",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_stands_in_the_order_of_the_functions() {
        for (number, row) in FUNCTIONS.iter().enumerate() {
            assert_eq!(row.function as usize, number, "{}", row.name);
            assert_eq!(Function::of_name(&row.name.to_uppercase()), Some(row.function));
        }
    }
}
