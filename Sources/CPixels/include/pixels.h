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

/// How to bring the first frame to size.
typedef struct {
    /// The size by the header, and by how much JPEG and WebP are shrunk while they are loaded: 1, 2, 4 or 8.
    int stored_width, stored_height;
    int shrink;
    /// What is resampled, in pixels of the picture as it is stored: all of it, or a part.
    int part_left, part_top, part_width, part_height;
    /// Its size after resampling, of which only the middle may be made. It can be beyond any integer: one column of a
    /// million pixels, made as wide as a square.
    double resized_width, resized_height;
    /// Bicubic, or else bilinear.
    bool is_bicubic;
    /// What is made of it, in the resized part as it is stored.
    double crop_left, crop_top;
    int crop_width, crop_height;
    /// Where that lies on the canvas when it was turned upright, and the grey level around it.
    int canvas_left, canvas_top;
    int canvas_width, canvas_height;
    uint8_t fill;
} pixels_plan;

/// Prepares libvips for files that nobody trusts. To be called once, before anything else.
bool pixels_start(void);

/// Calls back when libvips finds no memory and would end the process; the callback does not return.
void pixels_when_memory_ends(void (*_Nonnull call)(void));

typedef enum {
    pixels_done,
    /// The file is broken, or cut off.
    pixels_broken,
    /// There was no memory for it.
    pixels_no_memory,
} pixels_outcome;

/// Reads a header; no pixel is decoded.
pixels_outcome pixels_read_header(pixels_file file, pixels_header *_Nonnull header);

enum {
    /// The side of an overview, in cells.
    pixels_overview_side = 32,
    /// The bytes of an overview: sRGB of each cell, row by row.
    pixels_overview_bytes = pixels_overview_side * pixels_overview_side * 3,
};

/// Decodes the first frame to 8-bit sRGB: canvas_width * canvas_height * 3 values.
///
/// The overview takes the mean colours of a grid of cells that covers the whole frame as it is stored, not turned upright.
pixels_outcome pixels_decode(
    pixels_file file, pixels_plan plan, uint8_t *_Nonnull rgb, uint8_t *_Nonnull overview);

/// Decodes the first frame to a WebP of the canvas's size, without any metadata.
///
/// - Parameters:
///   - quality: 1 to 100.
///   - webp: takes the file.
///   - count: the room for it, then its size.
/// - Returns: `pixels_no_memory` also when the room is too small.
pixels_outcome pixels_thumbnail(
    pixels_file file, pixels_plan plan, int quality, void *_Nonnull webp, size_t *_Nonnull count);
