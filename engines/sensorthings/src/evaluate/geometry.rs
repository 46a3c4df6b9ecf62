//! Geometries: read from GeoJSON, measured in degrees, related to each other by the nine-intersection model.

use geo::{
    Coord, CoordsIter, Distance, Euclidean, Geometry, GeometryCollection, HasDimensions, Length, LineString,
    MultiLineString, MultiPoint, MultiPolygon, Point, Polygon, Relate, Validation, relate::IntersectionMatrix,
};
use serde_json::Value as Json;

/// Features within features and collections within collections.
const DEEPEST: usize = 8;

/// Reads GeoJSON (RFC 7946): a geometry, a feature or a collection of features. Heights are left out.
pub(super) fn from_json(json: &Json) -> Option<Geometry> {
    geometry(json, 0)
}

fn geometry(json: &Json, depth: usize) -> Option<Geometry> {
    if depth > DEEPEST {
        return None;
    }
    let coordinates = || json.get("coordinates");
    Some(match json.get("type")?.as_str()? {
        "Point" => Geometry::Point(Point(coordinate(coordinates()?)?)),
        "MultiPoint" => {
            let points = list(coordinates()?, coordinate)?;
            Geometry::MultiPoint(MultiPoint(points.into_iter().map(Point).collect()))
        }
        "LineString" => Geometry::LineString(line(coordinates()?)?),
        "MultiLineString" => Geometry::MultiLineString(MultiLineString(list(coordinates()?, line)?)),
        "Polygon" => Geometry::Polygon(polygon(coordinates()?)?),
        "MultiPolygon" => Geometry::MultiPolygon(MultiPolygon(list(coordinates()?, polygon)?)),
        "GeometryCollection" => {
            Geometry::GeometryCollection(GeometryCollection(list(json.get("geometries")?, |each| {
                geometry(each, depth + 1)
            })?))
        }
        "Feature" => geometry(json.get("geometry")?, depth + 1)?,
        "FeatureCollection" => Geometry::GeometryCollection(GeometryCollection(list(json.get("features")?, |each| {
            geometry(each, depth + 1)
        })?)),
        _ => return None,
    })
}

fn list<T>(json: &Json, read: impl Fn(&Json) -> Option<T>) -> Option<Vec<T>> {
    json.as_array()?.iter().map(read).collect()
}

fn coordinate(json: &Json) -> Option<Coord> {
    let numbers = json.as_array()?;
    let number = |place: usize| numbers.get(place)?.as_f64().filter(|number| number.is_finite());
    Some(Coord { x: number(0)?, y: number(1)? })
}

fn line(json: &Json) -> Option<LineString> {
    let places = list(json, coordinate)?;
    (places.len() >= 2).then_some(LineString(places))
}

/// Rings close themselves.
fn polygon(json: &Json) -> Option<Polygon> {
    let mut rings = list(json, line)?.into_iter();
    Some(Polygon::new(rings.next()?, rings.collect()))
}

/// How many places it has: what computing with it costs.
pub(super) fn size(geometry: &Geometry) -> u64 {
    geometry.coords_count() as u64
}

/// The shortest distance in degrees.
pub(super) fn distance(one: &Geometry, other: &Geometry) -> Option<f64> {
    if one.is_empty() || other.is_empty() {
        return None;
    }
    Some(Euclidean.distance(one, other)).filter(|distance| distance.is_finite())
}

/// The length of all lines in degrees; what is no line has none.
pub(super) fn length(geometry: &Geometry) -> f64 {
    match geometry {
        Geometry::Line(line) => Euclidean.length(line),
        Geometry::LineString(line) => Euclidean.length(line),
        Geometry::MultiLineString(lines) => Euclidean.length(lines),
        // No deeper than the readers allow.
        Geometry::GeometryCollection(parts) => parts.iter().map(length).sum(),
        _ => 0.0,
    }
}

/// How two geometries can lie to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    Equals,
    Disjoint,
    Touches,
    Within,
    Overlaps,
    Crosses,
    Intersects,
    Contains,
}

/// Whether they lie so. Unknown for what is no valid geometry, as a polygon that crosses itself.
pub(super) fn relates(one: &Geometry, relation: Relation, other: &Geometry) -> Option<bool> {
    let matrix = matrix(one, other)?;
    Some(match relation {
        Relation::Equals => matrix.is_equal_topo(),
        Relation::Disjoint => matrix.is_disjoint(),
        Relation::Touches => matrix.is_touches(),
        Relation::Within => matrix.is_within(),
        Relation::Overlaps => matrix.is_overlaps(),
        Relation::Crosses => matrix.is_crosses(),
        Relation::Intersects => matrix.is_intersects(),
        Relation::Contains => matrix.is_contains(),
    })
}

/// Whether the matrix of both fits a pattern like `T*F**F***`.
pub(super) fn matches(one: &Geometry, other: &Geometry, pattern: &str) -> Option<bool> {
    matrix(one, other)?.matches(&pattern.trim().to_ascii_uppercase()).ok()
}

fn matrix(one: &Geometry, other: &Geometry) -> Option<IntersectionMatrix> {
    let is_usable = |geometry: &Geometry| !geometry.is_empty() && geometry.is_valid();
    (is_usable(one) && is_usable(other)).then(|| one.relate(other))
}
