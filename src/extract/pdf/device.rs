//! Listens to a page being drawn: which glyphs stand where, and what lies over and under them.
//!
//! A [`hayro_interpret::Device`] that draws nothing. It hands on glyphs in drawing order in the page's own coordinates
//! (points, x to the right, y downwards, rotation applied), each with whether a reader would see it, and the ruled
//! lines that make tables. Pictures are never decoded.

use hayro_interpret::font::{Glyph as FontGlyph, GlyphRun};
use hayro_interpret::hayro_cmap::{BfString, WritingMode};
use hayro_interpret::kurbo::{Affine, BezPath, PathEl, Point, Rect, Shape, Vec2};
use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, Paint, SoftMask,
};

use super::codes::Codes;

/// Glyphs, fills and rules kept of one page; a page of dense print has some 10,000 glyphs.
const MAX_GLYPHS: usize = 500_000;
const MAX_FILLS: usize = 4_096;
const MAX_RULES: usize = 20_000;

/// Outlines longer than this are drawings, not boxes.
const MAX_BOX_ELEMENTS: usize = 64;

/// A filled line at most this thick (points) is a rule; its length must be more.
const RULE_THICKNESS: f64 = 2.5;

/// Two colours whose channels differ by less cannot be told apart by eye.
const SAME_COLOUR: f32 = 0.06;

/// A character as it stands on the page.
pub(super) struct Glyph {
    /// What it means, or nothing where the font does not say.
    pub(super) text: Option<BfString>,
    /// Where the pen was before it.
    pub(super) origin: Point,
    /// The way the line runs, of length one.
    pub(super) direction: Vec2,
    /// How far it moved the pen along the line.
    pub(super) advance: f64,
    /// Height of the em square in points.
    pub(super) size: f64,
    /// A reader would not see it.
    pub(super) hidden: bool,
    order: usize,
    invisible: bool,
}

/// A straight ruled line along an axis of the page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rule {
    pub(super) from: Point,
    pub(super) to: Point,
}

/// An area that was painted, in drawing order with the glyphs.
struct Fill {
    area: Rect,
    /// Nothing where it is no single colour (pictures, patterns).
    colour: Option<[f32; 3]>,
    /// It hides what lies under it.
    covers: bool,
    picture: bool,
    order: usize,
}

/// What one page shows.
pub(super) struct Ink {
    page: Rect,
    codes: Codes,
    clips: Vec<Rect>,
    /// Whether each transparency group that is open paints as if it were not there.
    groups: Vec<bool>,
    fills: Vec<Fill>,
    order: usize,
    pub(super) glyphs: Vec<Glyph>,
    pub(super) rules: Vec<Rule>,
    /// Area of the pictures in square points.
    pub(super) pictures: f64,
    /// Filled outlines that are no boxes: drawings, or letters turned into outlines.
    pub(super) outlines: usize,
    /// A bound was met and text was left out.
    pub(super) cut: bool,
}

impl Ink {
    /// An empty page of this size in points.
    pub(super) fn new(width: f64, height: f64, codes: Codes) -> Self {
        Self {
            page: Rect::new(0.0, 0.0, width, height),
            codes,
            clips: Vec::new(),
            groups: Vec::new(),
            fills: Vec::new(),
            order: 0,
            glyphs: Vec::new(),
            rules: Vec::new(),
            pictures: 0.0,
            outlines: 0,
            cut: false,
        }
    }

    /// Share of the page that pictures take, from 0 to 1.
    pub(super) fn picture_share(&self) -> f64 {
        (self.pictures / self.page.area().max(1.0)).min(1.0)
    }

    /// Settles what could only be known with the whole page drawn: text under a later fill is hidden (a redaction that
    /// only covers), and invisible text over a picture is not (what recognition software lays over a scan).
    pub(super) fn settle(&mut self) {
        for glyph in &mut self.glyphs {
            let middle = glyph.middle();
            let mut fills = self.fills.iter().filter(|fill| fill.area.contains(middle));
            if glyph.invisible {
                glyph.hidden |= !fills.any(|fill| fill.picture);
            } else if !glyph.hidden {
                glyph.hidden = fills.any(|fill| fill.covers && fill.order > glyph.order);
            }
        }
    }

    /// Text of this colour at this place could not be told from what is under it.
    fn blends_in(&self, paint: &Paint<'_>, at: Point) -> bool {
        let Paint::Color(colour) = paint else {
            return false;
        };
        let [red, green, blue, alpha] = colour.to_rgba().components();
        let under = self.fills.iter().rev().find(|fill| fill.area.contains(at));
        let under = under.map_or(Some([1.0; 3]), |fill| fill.colour);
        alpha < SAME_COLOUR
            || under.is_some_and(|under| {
                [red, green, blue]
                    .iter()
                    .zip(under)
                    .all(|(a, b)| (a - b).abs() < SAME_COLOUR)
            })
    }

    fn is_clipped(&self, at: Point) -> bool {
        // A point of slack: boxes are often drawn tight around their text.
        let outside = |area: &Rect| !area.inflate(1.0, 1.0).contains(at);
        outside(&self.page) || self.clips.last().is_some_and(outside)
    }

    /// Below this size in points text is no longer seen; pages drawn in other units shrink it.
    fn smallest_size(&self) -> f64 {
        (self.page.height() / 800.0).min(1.0)
    }

    fn visible_area(&self, area: Rect) -> Rect {
        let within = self
            .clips
            .last()
            .map_or(self.page, |clip| clip.intersect(self.page));
        area.intersect(within)
    }

    /// Paints an area: wholly if `boxy`, else only somewhere in it.
    fn fill(&mut self, area: Rect, props: &DrawProps<'_>, boxy: bool) {
        let area = self.visible_area(area);
        if self.fills.len() >= MAX_FILLS || area.width() < 3.0 || area.height() < 3.0 {
            return;
        }
        let (colour, alpha) = match &props.paint {
            Paint::Color(colour) => {
                let [red, green, blue, alpha] = colour.to_rgba().components();
                (Some([red, green, blue]), alpha)
            }
            Paint::Pattern(_) => (None, 0.0),
        };
        let solid = boxy
            && alpha > 0.9
            && props.blend_mode == BlendMode::Normal
            && props.soft_mask.is_none()
            && self.groups.iter().all(|plain| *plain);
        self.fills.push(Fill {
            area,
            colour: colour.filter(|_| solid),
            covers: solid,
            picture: false,
            order: self.order,
        });
    }

    fn rule(&mut self, from: Point, to: Point) {
        let across = (from.y - to.y).abs() < RULE_THICKNESS;
        let down = (from.x - to.x).abs() < RULE_THICKNESS;
        if across != down && self.rules.len() < MAX_RULES {
            self.rules.push(Rule { from, to });
        }
    }

    /// Takes the edges of a drawn box, or of each stroke of a path, as rules.
    fn outline(&mut self, path: &BezPath, transform: Affine) {
        let (mut start, mut pen) = (Point::ZERO, Point::ZERO);
        for element in path.elements() {
            match *element {
                PathEl::MoveTo(to) => (start, pen) = (transform * to, transform * to),
                PathEl::LineTo(to) => {
                    self.rule(pen, transform * to);
                    pen = transform * to;
                }
                PathEl::ClosePath => {
                    self.rule(pen, start);
                    pen = start;
                }
                PathEl::QuadTo(_, to) | PathEl::CurveTo(_, _, to) => pen = transform * to,
            }
        }
    }
}

impl Glyph {
    /// About the middle of the character.
    fn middle(&self) -> Point {
        let up = Vec2::new(self.direction.y, -self.direction.x);
        self.origin + self.direction * (self.advance / 2.0) + up * (self.size * 0.3)
    }
}

/// A rule drawn as a thin filled box, as its middle line.
fn thin(area: Rect) -> Option<(Point, Point)> {
    let middle = area.center();
    if area.height() <= RULE_THICKNESS && area.width() > RULE_THICKNESS {
        Some((Point::new(area.x0, middle.y), Point::new(area.x1, middle.y)))
    } else if area.width() <= RULE_THICKNESS && area.height() > RULE_THICKNESS {
        Some((Point::new(middle.x, area.y0), Point::new(middle.x, area.y1)))
    } else {
        None
    }
}

impl<'a> Device<'a> for Ink {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, draw_mode: &DrawMode) {
        self.order += 1;
        let long = path.elements().len() > MAX_BOX_ELEMENTS;
        match draw_mode {
            DrawMode::Stroke(_) => self.outline(path, props.transform),
            DrawMode::Invisible => {}
            DrawMode::Fill(_) | DrawMode::FillAndStroke(..) if long => self.outlines += 1,
            DrawMode::Fill(_) | DrawMode::FillAndStroke(..) => {
                let drawn = props.transform * path.clone();
                let area = drawn.bounding_box();
                if let Some((from, to)) = thin(area) {
                    self.rule(from, to);
                } else {
                    let boxy = drawn.area().abs() > 0.9 * area.area();
                    self.outlines += usize::from(!boxy);
                    self.fill(area, &props, boxy);
                }
            }
        }
    }

    fn push_clip_path(&mut self, clip_path: &ClipPath) {
        let area = clip_path.path.bounding_box();
        let within = self.clips.last().map_or(area, |clip| clip.intersect(area));
        self.clips.push(within);
    }

    fn pop_clip(&mut self) {
        self.clips.pop();
    }

    fn push_transparency_group(
        &mut self,
        opacity: f32,
        mask: Option<SoftMask<'a>>,
        blend_mode: BlendMode,
    ) {
        let plain = opacity > 0.9 && mask.is_none() && blend_mode == BlendMode::Normal;
        self.groups.push(plain);
    }

    fn pop_transparency_group(&mut self) {
        self.groups.pop();
    }

    fn draw_glyph_run(
        &mut self,
        glyph_run: &GlyphRun<'_, 'a>,
        props: DrawProps<'a>,
        draw_mode: &DrawMode,
    ) {
        self.order += 1;
        for glyph in glyph_run.glyphs() {
            if self.glyphs.len() >= MAX_GLYPHS {
                self.cut = true;
                return;
            }
            let transform = props.transform * glyph.transform();
            // hayro gives glyphs in units of a thousandth of the em square.
            let origin = transform * Point::ZERO;
            let along = transform * Point::new(1.0, 0.0) - origin;
            let size = (transform * Point::new(0.0, 1.0) - origin).hypot() * 1000.0;
            let width = match &**glyph {
                FontGlyph::Outline(outline) => outline.advance_width(),
                FontGlyph::Type3(drawn) => drawn.advance_width(),
            };
            let (direction, advance) = match glyph_run.writing_mode() {
                WritingMode::Horizontal => (
                    along / along.hypot().max(f64::MIN_POSITIVE),
                    along.hypot() * f64::from(width.unwrap_or(500.0)),
                ),
                WritingMode::Vertical => (Vec2::new(0.0, 1.0), size),
            };
            if ![origin.x, origin.y, size, advance]
                .iter()
                .all(|number| number.is_finite())
            {
                continue;
            }
            let mut seen = Glyph {
                text: glyph.as_unicode().or_else(|| {
                    let character = self.codes.character(glyph.char_code());
                    character.map(BfString::Char)
                }),
                origin,
                direction,
                advance,
                // Drawn fonts may declare an em square that has nothing to do with their letters.
                size: size.max(advance * 0.6),
                hidden: false,
                order: self.order,
                invisible: matches!(draw_mode, DrawMode::Invisible),
            };
            let middle = seen.middle();
            seen.hidden = self.is_clipped(middle)
                || seen.size < self.smallest_size()
                || !seen.invisible && self.blends_in(&props.paint, middle);
            self.glyphs.push(seen);
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.order += 1;
        let unit = Rect::new(
            0.0,
            0.0,
            f64::from(image.width()),
            f64::from(image.height()),
        );
        let area = self.visible_area(props.transform.transform_rect_bbox(unit));
        if area.width() <= 0.0 || area.height() <= 0.0 {
            return;
        }
        self.pictures += area.area();
        if self.fills.len() < MAX_FILLS {
            self.fills.push(Fill {
                area,
                colour: None,
                covers: false,
                picture: true,
                order: self.order,
            });
        }
    }
}
