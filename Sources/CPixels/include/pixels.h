/// Pictures to pixels by libvips, one function for each thing the program asks for.
///
/// The header shows nothing of libvips or GLib, whose functions Swift cannot call: they take variable arguments.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Which loader reads the bytes. Nothing guesses: the caller has looked at the first bytes.
typedef enum {
    pixels_format_jpeg,
    pixels_format_png,
    pixels_format_webp,
    pixels_format_gif,
    pixels_format_heif,
} pixels_format;

/// A file in memory; it is only read, and only during the call.
typedef struct {
    const void *_Nullable bytes;
    size_t count;
    pixels_format format;
} pixels_file;

/// What a file's header says of its first frame.
typedef struct {
    int width;
    int height;
    /// 1 to 8 as in EXIF.
    int orientation;
} pixels_header;

/// How to bring the first frame to size. All lengths are in pixels and above 0.
typedef struct {
    /// JPEG and WebP are loaded at 1/shrink of their size: 1, 2, 4 or 8.
    int shrink;
    /// The part to keep of the loaded picture, around its middle, before it is turned upright.
    int kept_width, kept_height;
    /// The size after resampling, before it is turned upright.
    int resized_width, resized_height;
    /// Bicubic, or else bilinear.
    bool is_bicubic;
    /// The part to cut out of the upright, resized picture.
    int crop_left, crop_top, crop_width, crop_height;
    /// Where that part lies on the canvas, and the grey level around it.
    int canvas_left, canvas_top, canvas_width, canvas_height;
    uint8_t fill;
} pixels_plan;

/// Prepares libvips for files that nobody trusts. To be called once, before anything else.
bool pixels_start(void);

/// Reads a header; no pixel is decoded. False when the file is broken.
bool pixels_read_header(pixels_file file, pixels_header *_Nonnull header);

/// Decodes the first frame to 8-bit sRGB: canvas_width * canvas_height * 3 values. False when the file is broken.
bool pixels_decode(pixels_file file, pixels_plan plan, uint8_t *_Nonnull rgb);
