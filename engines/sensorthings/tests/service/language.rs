//! The language itself: every tree can be printed and read again, and nothing hostile does harm.

use std::time::{Duration as Time, Instant};

use crate::city::ask;
use lotse_sensorthings::{
    Id, Limits, Request,
    query::{
        Direction, Expand, Expression, Function, Literal, Node, Options, OrderBy, Path, PathSegment, ResourcePath,
        ResultFormat, Segment, Suffix,
        expression::{Addition, Comparison, Lambda, Multiplication, Quantifier},
        function::FUNCTIONS,
    },
    time::{Duration, Interval, Moment},
};
use proptest::{collection::vec, option, prelude::*};

fn place(node: Node) -> Expression {
    Expression { node, position: 0..0 }
}

fn name() -> impl Strategy<Value = String> {
    let keywords = ["null", "true", "false", "not", "any", "all"];
    prop_oneof![
        Just("@iot.id".to_owned()),
        Just("$it".to_owned()),
        Just("größe".to_owned()),
        "[a-zA-Z_][a-zA-Z0-9_.-]{0,8}",
    ]
    .prop_filter("a constant", move |name| {
        // A duration in front of a slash could start an interval.
        !keywords.iter().any(|word| word.eq_ignore_ascii_case(name)) && !name.to_uppercase().starts_with('P')
    })
}

fn path() -> impl Strategy<Value = Path> {
    let segment = prop_oneof![
        4 => name().prop_map(Segment::Name),
        1 => "[0-9]{1,3}".prop_map(Segment::Name),
        1 => any::<u32>().prop_map(Segment::Index),
    ];
    (name(), vec(segment, 0..4)).prop_map(|(first, rest)| {
        let segments = std::iter::once(Segment::Name(first)).chain(rest).collect();
        Path { segments, position: 0..0 }
    })
}

fn moment() -> impl Strategy<Value = Moment> {
    (-60_000_000_000_i64..200_000_000_000, 0..1_000_000_000_i32, -14 * 60..14 * 60).prop_map(
        |(seconds, nanos, minutes)| Moment {
            timestamp: jiff::Timestamp::new(seconds, nanos).expect("within range"),
            offset: jiff::tz::Offset::from_seconds(minutes * 60).expect("within range"),
        },
    )
}

fn literal() -> impl Strategy<Value = Literal> {
    prop_oneof![
        Just(Literal::Null),
        any::<bool>().prop_map(Literal::Boolean),
        any::<i64>().prop_map(Literal::Integer),
        any::<f64>().prop_filter("finite", |number| number.is_finite()).prop_map(Literal::Decimal),
        ".{0,12}".prop_map(Literal::Text),
        moment().prop_map(Literal::Moment),
        (moment(), moment()).prop_map(|(one, other)| {
            let (start, end) = if one.timestamp <= other.timestamp { (one, other) } else { (other, one) };
            Literal::Interval(Interval { start, end })
        }),
        (-900..900_i64, -100_000_000..100_000_000_i64, 0..1_000_000_000_i32).prop_map(|(months, seconds, nanos)| {
            Literal::Duration(Duration { months, rest: jiff::SignedDuration::new(seconds, nanos) })
        }),
        (0..9999_i16, 1..13_i8, 1..29_i8)
            .prop_map(|(year, month, day)| Literal::Date(jiff::civil::date(year, month, day))),
        (0..24_i8, 0..60_i8, 0..60_i8, 0..1_000_000_000_i32)
            .prop_map(|(hour, minute, second, nano)| Literal::TimeOfDay(jiff::civil::time(hour, minute, second, nano))),
        prop_oneof![
            Just("POINT (8 52)"),
            Just("POLYGON((0 0, 1 0, 1 1, 0 0))"),
            Just("SRID=4326;LINESTRING(1 2, 3 4)")
        ]
        .prop_map(|text| {
            match Expression::parse(&format!("geography'{text}'"), &Limits::default()).expect("valid").node {
                Node::Literal(literal) => literal,
                other => panic!("{other:?}"),
            }
        }),
    ]
}

fn expression() -> impl Strategy<Value = Expression> {
    let leaf = prop_oneof![literal().prop_map(Node::Literal), path().prop_map(Node::Path)].prop_map(place);
    leaf.prop_recursive(4, 24, 4, |inner| {
        let boxed = inner.clone().prop_map(Box::new);
        let comparison = prop_oneof![
            Just(Comparison::Equal),
            Just(Comparison::NotEqual),
            Just(Comparison::Greater),
            Just(Comparison::GreaterOrEqual),
            Just(Comparison::Less),
            Just(Comparison::LessOrEqual)
        ];
        let addition = prop_oneof![Just(Addition::Add), Just(Addition::Sub)];
        let multiplication =
            prop_oneof![Just(Multiplication::Mul), Just(Multiplication::Div), Just(Multiplication::Mod)];
        let function = (0..FUNCTIONS.len()).prop_map(|number| FUNCTIONS[number].function);
        let list = vec(literal().prop_map(|literal| place(Node::Literal(literal))), 1..4);
        prop_oneof![
            vec(inner.clone(), 2..4).prop_map(Node::Or),
            vec(inner.clone(), 2..4).prop_map(Node::And),
            boxed.clone().prop_map(Node::Not),
            (comparison, boxed.clone(), boxed.clone()).prop_map(|(comparison, left, right)| Node::Compare {
                comparison,
                left,
                right
            }),
            (boxed.clone(), list).prop_map(|(left, list)| Node::InList { left, list }),
            (boxed.clone(), path().prop_map(|path| Box::new(place(Node::Path(path)))))
                .prop_map(|(left, right)| Node::InPath { left, right }),
            (boxed.clone(), vec((addition, inner.clone()), 1..3)).prop_map(|(first, rest)| Node::Sum { first, rest }),
            (boxed.clone(), vec((multiplication, inner.clone()), 1..3))
                .prop_map(|(first, rest)| Node::Product { first, rest }),
            boxed.clone().prop_map(Node::Negate),
            (function, vec(inner.clone(), 3)).prop_map(|(function, mut arguments): (Function, _)| {
                arguments.truncate(function.signature().required);
                Node::Call { function, arguments }
            }),
            (path(), option::of((name(), inner)), any::<bool>()).prop_map(|(path, lambda, is_any)| {
                let quantifier = if is_any { Quantifier::Any } else { Quantifier::All };
                let lambda = lambda.map(|(variable, condition)| Box::new(Lambda { variable, condition }));
                Node::Quantified { quantifier, path, lambda }
            }),
        ]
        .prop_map(place)
    })
}

/// What may stand in one level of options; chains of one part and the like do not exist as trees.
fn flat_options() -> impl Strategy<Value = Options> {
    let order = (expression(), any::<bool>()).prop_map(|(by, is_down)| OrderBy {
        by,
        direction: if is_down { Direction::Descending } else { Direction::Ascending },
    });
    (
        option::of(expression()),
        option::of(any::<bool>()),
        vec(order, 0..3),
        option::of(any::<u64>()),
        option::of(any::<u64>()),
        vec(path(), 0..3),
    )
        .prop_map(|(filter, count, order_by, skip, top, select)| Options {
            filter,
            count,
            order_by,
            skip,
            top,
            select,
            expand: Vec::new(),
            result_format: None,
        })
}

fn options() -> impl Strategy<Value = Options> {
    let nested = flat_options().prop_recursive(2, 4, 2, |inner| {
        let expand = (path(), inner).prop_map(|(path, options)| Expand { path, options });
        (flat_options(), vec(expand, 0..2)).prop_map(|(options, expand)| Options { expand, ..options })
    });
    let format = option::of(prop_oneof![Just(ResultFormat::Json), Just(ResultFormat::DataArray)]);
    (nested, format).prop_map(|(options, result_format)| Options { result_format, ..options })
}

fn resource_path() -> impl Strategy<Value = ResourcePath> {
    let id = prop_oneof![any::<i64>().prop_map(Id::Integer), ".{0,10}".prop_map(Id::Text)];
    // The version of a service may also be a name.
    let name = prop_oneof![9 => "[A-Za-z@][A-Za-z0-9_.]{0,8}", 1 => Just("v1.1".to_owned())];
    let segment = (name, option::of(id), vec(any::<u32>(), 0..2)).prop_map(|(name, id, indices)| PathSegment {
        name,
        id,
        indices,
        position: 0..0,
    });
    let suffix = option::of(prop_oneof![Just(Suffix::Ref), Just(Suffix::Value)]);
    (vec(segment, 0..4), suffix).prop_map(|(segments, suffix)| ResourcePath { segments, suffix, position: 0..0 })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn an_expression_is_read_as_it_was_printed(tree in expression()) {
        let printed = tree.to_string();
        let read = Expression::parse(&printed, &Limits::default());
        let read = read.map_err(|problem| TestCaseError::fail(format!("{printed}: {problem} {:?}", problem.position)))?;
        prop_assert_eq!(&read.clone().without_positions(), &tree, "{}", printed);
        prop_assert_eq!(read.to_string(), printed);
    }

    #[test]
    fn a_request_is_read_as_it_was_printed(path in resource_path(), options in options()) {
        let request = Request { path, options };
        let plain = request.to_string();
        let encoded = format!("{}?{}", request.path.to_address(), request.options.to_query());
        let limits = Limits { max_depth: 1_000, ..Limits::default() };
        for printed in [&plain, &encoded] {
            let read = Request::parse(printed, &limits);
            let read = read.map_err(|problem| TestCaseError::fail(format!("{printed}: {problem} {:?}", problem.position)))?;
            prop_assert_eq!(&read.without_positions(), &request, "{}", printed);
        }
        let options = Options::parse(&request.options.to_string(), &limits);
        // Standing alone, options are parted at `&` outside quotation marks only.
        if let Ok(options) = options {
            prop_assert_eq!(options.without_positions(), request.options);
        }
    }

    #[test]
    fn positions_lie_within_the_request(text in "(Things|Observations)?[?$&=()'a-z0-9 %/:.,ü-]{0,60}") {
        if let Err(problem) = Request::parse(&text, &Limits::default()) {
            prop_assert!(problem.position.start <= problem.position.end && problem.position.end <= text.len());
        }
    }

    #[test]
    fn no_request_is_too_odd(text in "\\PC{0,80}") {
        let _ = ask(&text);
        let _ = ask(&format!("Things?$filter={text}"));
        let _ = ask(&format!("Things?$expand={text}"));
        let _ = ask(&format!("Things({text})"));
    }
}

#[test]
fn hostile_requests_are_refused_quickly() {
    let deep = 30_000;
    let requests = [
        format!("Things?$filter={}1{}", "(".repeat(deep), ")".repeat(deep)),
        format!("Things?$filter={}true", "not ".repeat(15_000)),
        format!("Things?$filter={}1 eq 1", "-".repeat(deep)),
        format!("Things?$filter={}name", "tolower(".repeat(6_000)),
        format!("Things?$filter=Datastreams/{}", "any(d:d/Datastreams/".repeat(3_000)),
        format!("Things?$expand={}", "Datastreams($expand=Thing($expand=".repeat(1_500)),
        format!("Things?$expand={}Thing", "Datastreams/Thing/".repeat(400)),
        format!("Things?$filter=id in ({}1)", "1,".repeat(20_000)),
        format!("Things?$filter={}1 eq 1", "1 eq 1 or ".repeat(6_000)),
        format!("Things?$filter=1{} eq 1", " add 1".repeat(10_000)),
        format!("Things?$select={}name", "name,".repeat(10_000)),
        format!("Things{}", "/Datastreams".repeat(5_000)),
        format!("Things(1)/properties/list{}", "[0]".repeat(15_000)),
        format!("Things?$filter=geo.length(geography'{}') eq 1", "GEOMETRYCOLLECTION(".repeat(3_000)),
        format!("Things?$filter=name eq '{}", "''".repeat(30_000)),
        format!("Things?$filter=id eq {}", "9".repeat(60_000)),
        format!("Things?$filter=phenomenonTime gt 2026-01-01T00:00:00.{}Z", "9".repeat(60_000)),
        format!("Things?$filter=duration'P{}D' eq duration'P1D'", "9".repeat(60_000)),
        "x".repeat(70_000),
        "Things?$filter=%00%FF".to_owned(),
        "Things?$filter=\u{202e}name eq '\u{0}'".to_owned(),
    ];
    for request in requests {
        let start = Instant::now();
        let answer = ask(&request);
        assert!(answer.status >= 400, "{}…: {}", &request[..40.min(request.len())], answer.status);
        assert!(start.elapsed() < Time::from_secs(20), "{}…: {:?}", &request[..40], start.elapsed());
    }
}

#[test]
fn long_but_honest_requests_are_answered() {
    let many: Vec<String> = (0..900).map(|number| number.to_string()).collect();
    assert_eq!(ask(&format!("Things?$filter=id in ({})", many.join(","))).status, 200);
    let chain = vec!["name ne 'x'"; 900].join(" and ");
    assert_eq!(ask(&format!("Things?$filter={chain}")).status, 200);
    let brackets = format!("{}id eq 1{}", "(".repeat(40), ")".repeat(40));
    assert_eq!(ask(&format!("Things?$filter={brackets}")).status, 200);
}

#[test]
fn costly_requests_end() {
    let joins: Vec<String> =
        (0..8).map(|_| "Datastreams/Thing/Datastreams/Thing/Datastreams/name eq 'x'".to_owned()).collect();
    assert_eq!(ask(&format!("Things?$filter={}", joins.join(" or "))).status, 200);
    let everything =
        "Datastreams($expand=Thing($expand=Datastreams($expand=Thing($expand=Datastreams($expand=Thing))))))";
    let _ = ask(&format!("Things?$expand={everything}"));
    let lambdas = "Datastreams/any(a:a/Thing/Datastreams/any(b:b/Thing/Datastreams/any(c:c/name eq 'x')))";
    assert_eq!(ask(&format!("Things?$filter={lambdas}")).status, 200);
}

#[test]
fn the_canonical_form_is_short_and_lower_case() {
    for (written, printed) in [
        ("( name EQ 'x' )", "name eq 'x'"),
        ("a  and(b or c)", "a and (b or c)"),
        ("not(a eq 1)", "not a eq 1"),
        ("NOT (a and b)", "not (a and b)"),
        ("(1 add 2) mul 3", "(1 add 2) mul 3"),
        ("1 add (2 mul 3)", "1 add 2 mul 3"),
        ("1 sub (2 sub 3)", "1 sub (2 sub 3)"),
        ("+5 eq 1.50e1", "5 eq 15.0"),
        ("SubstringOf( 'a' , name )", "substringof('a',name)"),
        ("a in ( 1 , 2 )", "a in (1,2)"),
        ("t gt 2026-05-01T10:00:00.000+00:00", "t gt 2026-05-01T10:00:00Z"),
        ("t gt now() sub duration'PT90M'", "t gt now() sub duration'PT1H30M'"),
        ("Datastreams/any( d : d/name eq 'x' )", "Datastreams/any(d:d/name eq 'x')"),
        ("-(a)", "-a"),
        ("- 5 eq a", "- 5 eq a"),
        ("-(-(a))", "--a"),
        ("-P1D eq a", "-P1D eq a"),
    ] {
        let read =
            Expression::parse(written, &Limits::default()).unwrap_or_else(|problem| panic!("{written}: {problem}"));
        assert_eq!(read.to_string(), printed, "{written}");
    }
}

#[test]
fn positions_point_at_the_parts() {
    let request = "Things?$filter=name%20eq%20'S%C3%BCd' and id gt 5";
    let read = Request::parse(request, &Limits::default()).expect("valid");
    let Some(Expression { node: Node::And(parts), position }) = read.options.filter else { panic!("an and") };
    assert_eq!(&request[position], &request[15..]);
    assert_eq!(&request[parts[0].position.clone()], "name%20eq%20'S%C3%BCd'");
    let Node::Compare { right, .. } = &parts[1].node else { panic!("a comparison") };
    assert_eq!(&request[right.position.clone()], "5");
}
