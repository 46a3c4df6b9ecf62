//! The map of the region as SVG parts: projection, sizes, shapes. Pure.
//!
//! Projection: cylindrical equal-area with the middle of the region as standard parallel, so that areas compare.

use std::fmt::Write;

use lotse_core::{body::BodyKey, region::Outline};

/// Width of the drawing in its own units.
const WIDTH: f64 = 720.0;
const MARGIN: f64 = 34.0;
const SMALLEST: f64 = 7.0;
const LARGEST: f64 = 24.0;
/// Points of a boundary closer than this to the last one are left out.
const NEAR: f64 = 2.0;

/// How it stands with the shown solutions at a municipality. Each state has a shape of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum MapState {
    None,
    Unchanged,
    Changed,
    UpdateWaiting,
}

impl MapState {
    pub(super) const ALL: [Self; 4] = [Self::Unchanged, Self::Changed, Self::UpdateWaiting, Self::None];

    /// Class of the style sheet.
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::UpdateWaiting => "soon",
            Self::Unchanged | Self::Changed => "use",
        }
    }

    pub(super) fn key(self) -> &'static str {
        match self {
            Self::None => "loesungen-karte-nicht",
            Self::Unchanged => "loesungen-karte-unveraendert",
            Self::Changed => "loesungen-karte-angepasst",
            Self::UpdateWaiting => "loesungen-karte-update",
        }
    }

    /// The outline of the mark around (x, y): circle, square, triangle.
    pub(super) fn shape(self, x: f64, y: f64, radius: f64) -> String {
        match self {
            Self::None | Self::Unchanged => {
                format!(
                    "M{:.1} {y:.1}a{radius:.1} {radius:.1} 0 1 0 {:.1} 0a{radius:.1} {radius:.1} 0 1 0 {:.1} 0z",
                    x - radius,
                    2.0 * radius,
                    -2.0 * radius
                )
            }
            Self::Changed => {
                let half = radius * 0.89;
                format!("M{:.1} {:.1}h{:.1}v{:.1}h{:.1}z", x - half, y - half, 2.0 * half, 2.0 * half, -2.0 * half)
            }
            Self::UpdateWaiting => {
                let (half, up) = (radius * 1.15, radius * 1.25);
                format!("M{x:.1} {:.1}l{half:.1} {:.1}h{:.1}z", y - up, 2.0 * up, -2.0 * half)
            }
        }
    }
}

/// A municipality to be drawn.
pub(super) struct Place {
    pub(super) key: BodyKey,
    pub(super) name: String,
    pub(super) latitude: f64,
    pub(super) longitude: f64,
    pub(super) population: i64,
    pub(super) state: MapState,
    pub(super) href: String,
    /// Name and state in words.
    pub(super) label: String,
}

/// A mark on the map.
pub(super) struct Mark {
    pub(super) path: String,
    pub(super) class: &'static str,
    pub(super) href: String,
    pub(super) label: String,
}

/// The area of a municipality.
pub(super) struct Area {
    pub(super) path: String,
}

pub(super) struct Name {
    pub(super) x: String,
    pub(super) y: String,
    pub(super) text: String,
}

/// Everything the template draws.
pub(super) struct Drawing {
    pub(super) view_box: String,
    pub(super) areas: Vec<Area>,
    pub(super) marks: Vec<Mark>,
    /// Of the largest places only, so that they do not cover each other.
    pub(super) names: Vec<Name>,
}

struct Projection {
    longitude: f64,
    cosine: f64,
    left: f64,
    top: f64,
    scale: f64,
    margin: f64,
}

impl Projection {
    /// Fits all points into the drawing; gives the height, too. `None` without points.
    fn fitting(points: &[[f64; 2]]) -> Option<(Self, f64)> {
        let middle = |place: usize| {
            let values = points.iter().map(|point| point[place]);
            let (least, most) = bounds(values)?;
            Some(f64::midpoint(least, most))
        };
        let (longitude, cosine) = (middle(0)?, middle(1)?.to_radians().cos().max(0.01));
        let flat = Self { longitude, cosine, left: 0.0, top: 0.0, scale: 1.0, margin: 0.0 };
        let (left, right) = bounds(points.iter().map(|point| flat.project(*point).0))?;
        let (top, bottom) = bounds(points.iter().map(|point| flat.project(*point).1))?;
        let scale = (WIDTH - 2.0 * MARGIN) / (right - left).max((bottom - top) * 0.5).max(1e-6);
        let height = (bottom - top) * scale + 2.0 * MARGIN;
        Some((Self { left, top, scale, margin: MARGIN, ..flat }, height))
    }

    fn project(&self, [longitude, latitude]: [f64; 2]) -> (f64, f64) {
        let x = (longitude - self.longitude).to_radians() * self.cosine;
        let y = -latitude.to_radians().sin() / self.cosine;
        ((x - self.left) * self.scale + self.margin, (y - self.top) * self.scale + self.margin)
    }
}

fn bounds(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    values.fold(None, |found, value| match found {
        None => Some((value, value)),
        Some((least, most)) => Some((value.min(least), value.max(most))),
    })
}

/// Draws the places; areas lie below. `None` where no place has a position.
pub(super) fn draw(places: &[Place], outlines: &[Outline]) -> Option<Drawing> {
    let mut points: Vec<[f64; 2]> = places.iter().map(|place| [place.longitude, place.latitude]).collect();
    points.extend(outlines.iter().flat_map(|outline| &outline.rings).flatten());
    let (projection, height) = Projection::fitting(&points)?;
    let most = places.iter().map(|place| place.population).max().unwrap_or(1).max(1);
    // Large marks first, so that small ones lie on top.
    let mut order: Vec<&Place> = places.iter().collect();
    order.sort_by_key(|place| (std::cmp::Reverse(place.population), place.key.clone()));
    let marks = order.iter().map(|place| {
        let (x, y) = projection.project([place.longitude, place.latitude]);
        Mark {
            path: place.state.shape(x, y, radius(place.population, most)),
            class: place.state.class(),
            href: place.href.clone(),
            label: place.label.clone(),
        }
    });
    let names = order.iter().take(12).map(|place| {
        let (x, y) = projection.project([place.longitude, place.latitude]);
        let below = y + radius(place.population, most) + 13.0;
        Name { x: format!("{x:.0}"), y: format!("{below:.0}"), text: place.name.clone() }
    });
    Some(Drawing {
        view_box: format!("0 0 {WIDTH:.0} {height:.0}"),
        areas: outlines.iter().map(|outline| Area { path: area(outline, &projection) }).collect(),
        marks: marks.collect(),
        names: names.collect(),
    })
}

/// The area of a mark follows the population.
#[expect(clippy::cast_precision_loss, reason = "populations are far below 2^52")]
fn radius(population: i64, most: i64) -> f64 {
    let share = (population.max(0) as f64 / most as f64).clamp(0.0, 1.0);
    SMALLEST + (LARGEST - SMALLEST) * share.sqrt()
}

fn area(outline: &Outline, projection: &Projection) -> String {
    let mut path = String::new();
    for ring in &outline.rings {
        let mut last: Option<(f64, f64)> = None;
        for point in ring {
            let (x, y) = projection.project(*point);
            let near = last.is_some_and(|(left, top)| (x - left).abs() < NEAR && (y - top).abs() < NEAR);
            if near {
                continue;
            }
            let step = if last.is_none() { "M" } else { "L" };
            // Writing to a String cannot fail.
            let _ = write!(path, "{step}{x:.0} {y:.0}");
            last = Some((x, y));
        }
        if last.is_some() {
            path.push('z');
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(key: &str, latitude: f64, longitude: f64, population: i64) -> Place {
        Place {
            key: BodyKey::new(key).unwrap(),
            name: key.into(),
            latitude,
            longitude,
            population,
            state: MapState::Changed,
            href: "/".into(),
            label: key.into(),
        }
    }

    #[test]
    fn everything_lies_inside_and_north_is_up() {
        let places = [place("057620012012", 51.6, 9.2, 8_000), place("057740032032", 52.3, 8.7, 150_000)];
        let points: Vec<[f64; 2]> = places.iter().map(|place| [place.longitude, place.latitude]).collect();
        let (projection, height) = Projection::fitting(&points).unwrap();
        let south = projection.project(points[0]);
        let north = projection.project(points[1]);
        assert!(north.1 < south.1 && north.0 < south.0);
        for (x, y) in [south, north] {
            assert!((0.0..=WIDTH).contains(&x) && (0.0..=height).contains(&y), "{x} {y}");
        }
    }

    #[test]
    fn one_place_or_none_is_no_trouble() {
        assert!(draw(&[], &[]).is_none());
        let drawing = draw(&[place("057620012012", 51.6, 9.2, 0)], &[]).unwrap();
        assert!(!drawing.marks[0].path.contains("NaN") && !drawing.view_box.contains("NaN"));
    }

    #[test]
    fn marks_grow_by_area() {
        let (small, large) = (radius(25, 100) - SMALLEST, radius(100, 100) - SMALLEST);
        assert!((large / small - 2.0).abs() < 1e-9);
    }

    #[test]
    fn equal_areas_stay_equal() {
        // A degree of longitude by a strip of equal sine is the same area everywhere.
        let points = [[8.0, 51.0], [10.0, 53.0]];
        let (projection, _) = Projection::fitting(&points).unwrap();
        let strip = |south: f64| {
            let north = (south.to_radians().sin() + 0.001).asin().to_degrees();
            projection.project([8.0, south]).1 - projection.project([8.0, north]).1
        };
        assert!((strip(51.0) - strip(52.9)).abs() < 1e-6);
    }
}
