//! The pictures of a page that shows its text only as pictures, as bitmaps for recognition.
//!
//! A [`hayro_interpret::Device`] that keeps pictures and nothing else, turned the way the page shows them.

use hayro_interpret::font::GlyphRun;
use hayro_interpret::kurbo::{Affine, BezPath};
use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageData, ImageDrawProps, SoftMask,
};

/// Pictures of one page; some scanners cut a page into strips.
const PICTURES: usize = 64;
/// Pixels of one picture, and the side below which it shows no line of text.
const PIXELS: u64 = 100_000_000;
const SMALL: u32 = 16;

/// The pictures of a page.
#[derive(Default)]
pub(super) struct Scan {
    /// Bitmap files (Windows `BITMAPINFOHEADER`, 8 bits of grey).
    pub(super) pictures: Vec<Vec<u8>>,
}

impl<'a> Device<'a> for Scan {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_glyph_run(&mut self, _: &GlyphRun<'_, 'a>, _: DrawProps<'a>, _: &DrawMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let (width, height) = (image.width(), image.height());
        if self.pictures.len() >= PICTURES
            || width.min(height) < SMALL
            || u64::from(width) * u64::from(height) > PIXELS
        {
            return;
        }
        let mut grey = None;
        match image {
            // A stencil paints where it is set: dark on light.
            Image::Stencil(stencil) => stencil.with_stencil(
                |mask, _| {
                    let pixels = mask.data.iter().map(|value| 255 - value).collect();
                    grey = Some((pixels, mask.width, mask.height));
                },
                None,
            ),
            Image::Raster(raster) => raster.with_rgba(
                |data, _| {
                    let (width, height) = (data.width(), data.height());
                    let pixels = match data {
                        ImageData::Luma(luma) => luma.data,
                        ImageData::Rgb(rgb) => rgb.data.chunks_exact(3).map(brightness).collect(),
                    };
                    grey = Some((pixels, width, height));
                },
                None,
            ),
        }
        if let Some((pixels, width, height)) = grey {
            let picture = Grey {
                pixels,
                width: width as usize,
                height: height as usize,
            };
            self.pictures
                .push(picture.turned(props.transform).bitmap(props.transform));
        }
    }
}

/// Luma of Rec. 601.
fn brightness(rgb: &[u8]) -> u8 {
    let sum = 299 * u32::from(rgb[0]) + 587 * u32::from(rgb[1]) + 114 * u32::from(rgb[2]);
    (sum / 1000) as u8
}

struct Grey {
    pixels: Vec<u8>,
    width: usize,
    height: usize,
}

impl Grey {
    /// By quarter turns and mirrors, as the transform from picture to page asks.
    fn turned(self, transform: Affine) -> Self {
        let matrix = transform.as_coeffs();
        let lying = matrix[1].abs() > matrix[0].abs();
        let (across, down) = if lying {
            (matrix[2], matrix[1])
        } else {
            (matrix[0], matrix[3])
        };
        if !lying && across >= 0.0 && down >= 0.0 {
            return self;
        }
        let (width, height) = if lying {
            (self.height, self.width)
        } else {
            (self.width, self.height)
        };
        let mut pixels = Vec::with_capacity(self.pixels.len());
        for y in 0..height {
            let y = if down < 0.0 { height - 1 - y } else { y };
            for x in 0..width {
                let x = if across < 0.0 { width - 1 - x } else { x };
                let (column, row) = if lying { (y, x) } else { (x, y) };
                let pixel = self.pixels.get(row * self.width + column);
                pixels.push(pixel.copied().unwrap_or(255));
            }
        }
        Self {
            pixels,
            width,
            height,
        }
    }

    /// A bitmap file that says how many pixels go to a metre of the page.
    fn bitmap(&self, transform: Affine) -> Vec<u8> {
        const HEADERS: usize = 14 + 40 + 4 * 256;
        const POINTS_PER_METRE: f64 = 72.0 / 0.0254;
        let [a, b, ..] = transform.as_coeffs();
        let points_per_pixel = a.hypot(b).max(0.01);
        let resolution = (POINTS_PER_METRE / points_per_pixel) as u32;
        let row = self.width.next_multiple_of(4);
        let size = HEADERS + row * self.height;
        let mut file = b"BM".to_vec();
        file.reserve(size);
        let mut four = |number: usize| file.extend((number as u32).to_le_bytes());
        for number in [size, 0, HEADERS, 40, self.width, self.height] {
            four(number);
        }
        // One plane of eight bits a pixel.
        four(1 | 8 << 16);
        for number in [0, 0, resolution as usize, resolution as usize, 256, 0] {
            four(number);
        }
        for grey in 0..=255 {
            file.extend([grey, grey, grey, 0]);
        }
        // Rows from the last to the first, each padded.
        for line in self.pixels.chunks(self.width.max(1)).rev() {
            file.extend_from_slice(line);
            file.extend(std::iter::repeat_n(0, row - self.width));
        }
        file
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grey() -> Grey {
        Grey {
            pixels: vec![1, 2, 3, 4, 5, 6],
            width: 3,
            height: 2,
        }
    }

    #[test]
    fn pictures_are_turned_as_the_page_shows_them() {
        let turned = |coefficients: [f64; 4]| {
            let [a, b, c, d] = coefficients;
            let turned = grey().turned(Affine::new([a, b, c, d, 0.0, 0.0]));
            (turned.width, turned.pixels)
        };
        assert_eq!(turned([1.0, 0.0, 0.0, 1.0]), (3, vec![1, 2, 3, 4, 5, 6]));
        assert_eq!(turned([1.0, 0.0, 0.0, -1.0]), (3, vec![4, 5, 6, 1, 2, 3]));
        // A quarter turn clockwise: the left column becomes the top row, from the bottom up.
        assert_eq!(turned([0.0, 1.0, -1.0, 0.0]), (2, vec![4, 1, 5, 2, 6, 3]));
    }

    #[test]
    fn a_bitmap_has_its_rows_from_the_last_to_the_first() {
        let file = grey().bitmap(Affine::scale(0.24));
        assert_eq!(file.len(), 14 + 40 + 1024 + 8);
        assert_eq!(file[14 + 40 + 1024..], [4, 5, 6, 0, 1, 2, 3, 0]);
        // 300 pixels to an inch.
        assert_eq!(u32::from_le_bytes(file[38..42].try_into().unwrap()), 11811);
    }
}
