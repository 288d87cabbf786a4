#include "overview.h"
#include "pixels.h"
#include "resample.h"

#include <vips/vips.h>

/// Marks a local reference that is given back at the end of its scope, whichever way that is left.
#define OWNED __attribute__((cleanup(give_back)))

static void give_back(void *variable) {
    GObject **object = variable;
    g_clear_object(object);
}

// MARK: start

static void drop_message(const char *domain, GLogLevelFlags level, const char *message, void *data) {}

static const char *const allowed_loaders[] = {
    "VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp", "VipsForeignLoadNsgif", "VipsForeignLoadHeif",
};

bool pixels_start(void) {
    if (VIPS_INIT("imagesearch") != 0) return false;
    // A warning about a user's picture is nothing that a server prints.
    g_log_set_handler("VIPS", G_LOG_LEVEL_MASK, drop_message, NULL);
    // No picture is decoded twice, and each caller brings its own thread.
    vips_cache_set_max(0);
    vips_concurrency_set(1);
    // In this order: first all loaders are blocked, then some are let through.
    vips_block_untrusted_set(TRUE);
    vips_operation_block_set("VipsForeignLoad", TRUE);
    for (size_t i = 0; i < G_N_ELEMENTS(allowed_loaders); i++) vips_operation_block_set(allowed_loaders[i], FALSE);
    return true;
}

static void (*memory_end)(void);

/// GLib ends the process when it finds no memory, after it has said so.
static void note_end(const char *domain, GLogLevelFlags level, const char *message, void *data) {
    if (memory_end != NULL && strstr(message, "allocate") != NULL) memory_end();
}

void pixels_when_memory_ends(void (*call)(void)) {
    memory_end = call;
    g_log_set_handler("GLib", G_LOG_LEVEL_ERROR | G_LOG_FLAG_FATAL | G_LOG_FLAG_RECURSION, note_end, NULL);
}

/// Each library says it in its own words: "out of memory", "Memory allocation error", "Insufficient memory".
static bool was_memory_short(void) {
    g_autofree char *text = g_ascii_strdown(vips_error_buffer(), -1);
    return strstr(text, "memory") != NULL;
}

/// Leaves nothing behind on a thread: libvips keeps error texts for the process and buffers for the thread.
static pixels_outcome finish(bool succeeded) {
    const pixels_outcome outcome = succeeded ? pixels_done : was_memory_short() ? pixels_no_memory : pixels_broken;
    vips_error_clear();
    vips_thread_shutdown();
    return outcome;
}

// MARK: load

/// Opens the first frame, to be read from top to bottom. Broken data is an error, not a grey area in the picture.
static VipsImage *load(pixels_file file, int shrink) {
    VipsImage *image = NULL;
    void *bytes = (void *)file.bytes; // libvips does not write to it, but does not say so
    const VipsAccess access = VIPS_ACCESS_SEQUENTIAL;
    const VipsFailOn fail_on = VIPS_FAIL_ON_ERROR;
    switch (file.format) {
    case pixels_format_jpeg:
        vips_jpegload_buffer(bytes, file.count, &image, "access", access, "fail_on", fail_on, "shrink", shrink, NULL);
        break;
    case pixels_format_png:
        vips_pngload_buffer(bytes, file.count, &image, "access", access, "fail_on", fail_on, NULL);
        break;
    case pixels_format_webp:
        vips_webpload_buffer(
            bytes, file.count, &image, "access", access, "fail_on", fail_on, "scale", 1.0 / shrink, NULL);
        break;
    case pixels_format_gif:
        vips_gifload_buffer(bytes, file.count, &image, "access", access, "fail_on", fail_on, NULL);
        break;
    case pixels_format_heif:
        vips_heifload_buffer(bytes, file.count, &image, "access", access, "fail_on", fail_on, NULL);
        break;
    }
    return image;
}

pixels_outcome pixels_read_header(pixels_file file, pixels_header *header) {
    OWNED VipsImage *image = load(file, 1);
    if (image == NULL) return finish(false);
    header->width = vips_image_get_width(image);
    header->height = vips_image_get_height(image);
    header->orientation = vips_image_get_orientation(image);
    return finish(true);
}

// MARK: before resampling

/// Takes the high byte of 16 bits, as Pillow does.
static VipsImage *to_8_bits(VipsImage *in) {
    if (in->BandFmt == VIPS_FORMAT_UCHAR) return g_object_ref(in);
    const bool is_grey = in->Type == VIPS_INTERPRETATION_GREY16;
    const VipsInterpretation interpretation = is_grey ? VIPS_INTERPRETATION_B_W : VIPS_INTERPRETATION_sRGB;
    OWNED VipsImage *cast = NULL;
    VipsImage *out = NULL;
    if (vips_cast(in, &cast, VIPS_FORMAT_UCHAR, "shift", TRUE, NULL) != 0) return NULL;
    vips_copy(cast, &out, "interpretation", interpretation, NULL);
    return out;
}

static VipsImage *flatten_on_white(VipsImage *in) {
    if (!vips_image_hasalpha(in)) return g_object_ref(in);
    VipsImage *out = NULL;
    VipsArrayDouble *white = vips_array_double_newv(1, 255.0);
    vips_flatten(in, &out, "background", white, NULL);
    vips_area_unref(VIPS_AREA(white));
    return out;
}

// MARK: resampling

/// Reads every row, also those that the crop leaves out, so that broken data is found wherever it is.
static bool add_rows(VipsImage *image, resampler *resampler, overview *overview) {
    const int strip = 16;
    OWNED VipsRegion *region = vips_region_new(image);
    for (int top = 0; top < image->Ysize; top += strip) {
        const VipsRect rows = {0, top, image->Xsize, VIPS_MIN(strip, image->Ysize - top)};
        if (vips_region_prepare(region, &rows) != 0) return false;
        for (int y = 0; y < rows.height; y++) {
            const uint8_t *row = VIPS_REGION_ADDR(region, 0, top + y);
            resampler_add(resampler, row);
            if (overview != NULL) overview_add(overview, row);
        }
    }
    return true;
}

/// An empty picture in memory with the bands, the profile and the orientation of another.
static VipsImage *new_like(VipsImage *image, int width, int height) {
    OWNED VipsImage *out = vips_image_new_memory();
    if (vips_image_pipelinev(out, VIPS_DEMAND_STYLE_ANY, image, NULL) != 0) return NULL;
    out->Xsize = width;
    out->Ysize = height;
    return vips_image_write_prepare(out) == 0 ? g_object_ref(out) : NULL;
}

/// One direction: of `stored` pixels of the file, which arrive as `count` that stand for `length`, `width` are resampled.
static axis to_axis(int count, double length, int stored, int left, int width, double resized, double first, int wanted) {
    return (axis){count, left * length / stored, width * length / stored, resized, first, wanted};
}

/// The resampler that a plan asks for.
static resampler *new_resampler(VipsImage *in, pixels_format format, const pixels_plan *plan) {
    // JPEG leaves out what is less than a pixel at the right and at the bottom; WebP is fitted to whole pixels.
    const bool is_cut = format == pixels_format_jpeg;
    const double width = is_cut ? (double)plan->stored_width / plan->shrink : in->Xsize;
    const double height = is_cut ? (double)plan->stored_height / plan->shrink : in->Ysize;
    return resampler_new(
        to_axis(
            in->Xsize, width, plan->stored_width, plan->part_left, plan->part_width, plan->resized_width,
            plan->crop_left, plan->crop_width),
        to_axis(
            in->Ysize, height, plan->stored_height, plan->part_top, plan->part_height, plan->resized_height,
            plan->crop_top, plan->crop_height),
        in->Bands, plan->is_bicubic);
}

/// The wanted part at its final size. Here the picture is decoded, row by row; what follows works on few pixels.
static VipsImage *resample(VipsImage *in, pixels_format format, const pixels_plan *plan) {
    OWNED VipsImage *out = new_like(in, plan->crop_width, plan->crop_height);
    if (out == NULL) return NULL;
    resampler *resampler = new_resampler(in, format, plan);
    const bool is_whole = resampler != NULL && add_rows(in, resampler, NULL);
    if (is_whole) resampler_write(resampler, VIPS_IMAGE_ADDR(out, 0, 0), VIPS_IMAGE_SIZEOF_LINE(out));
    resampler_free(resampler);
    return is_whole ? g_object_ref(out) : NULL;
}

/// As `resample`, with the overview below it, so that colours are converted once.
static VipsImage *resample_with_overview(VipsImage *in, pixels_format format, const pixels_plan *plan) {
    const int side = pixels_overview_side;
    OWNED VipsImage *out = new_like(in, VIPS_MAX(plan->crop_width, side), plan->crop_height + side);
    if (out == NULL) return NULL;
    const size_t stride = VIPS_IMAGE_SIZEOF_LINE(out);
    memset(VIPS_IMAGE_ADDR(out, 0, 0), 0, stride * out->Ysize);
    resampler *resampler = new_resampler(in, format, plan);
    overview *overview = overview_new(in->Xsize, in->Ysize, in->Bands);
    const bool is_whole = resampler != NULL && overview != NULL && add_rows(in, resampler, overview);
    if (is_whole) {
        resampler_write(resampler, VIPS_IMAGE_ADDR(out, 0, 0), stride);
        overview_write(overview, VIPS_IMAGE_ADDR(out, 0, plan->crop_height), stride);
    }
    resampler_free(resampler);
    overview_free(overview);
    return is_whole ? g_object_ref(out) : NULL;
}

// MARK: after resampling

/// Follows the embedded profile; one that is broken or of another kind of picture is passed over, as browsers do.
static VipsImage *to_srgb(VipsImage *in) {
    VipsImage *out = NULL;
    const bool has_profile = vips_image_get_typeof(in, VIPS_META_ICC_NAME) != 0;
    if (has_profile && vips_icc_transform(in, &out, "srgb", "embedded", TRUE, NULL) == 0) return out;
    vips_colourspace(in, &out, VIPS_INTERPRETATION_sRGB, NULL);
    return out;
}

static VipsImage *turn_upright(VipsImage *in) {
    VipsImage *out = NULL;
    vips_autorot(in, &out, NULL);
    return out;
}

static VipsImage *lay_on_canvas(VipsImage *in, const pixels_plan *plan) {
    VipsImage *out = NULL;
    VipsArrayDouble *fill = vips_array_double_newv(1, (double)plan->fill);
    vips_embed(
        in, &out, plan->canvas_left, plan->canvas_top, plan->canvas_width, plan->canvas_height, "extend",
        VIPS_EXTEND_BACKGROUND, "background", fill, NULL);
    vips_area_unref(VIPS_AREA(fill));
    return out;
}

static bool write_rows(VipsImage *image, VipsRect part, uint8_t *rgb) {
    const bool is_expected = part.left + part.width <= image->Xsize && part.top + part.height <= image->Ysize
        && image->Bands == 3 && image->BandFmt == VIPS_FORMAT_UCHAR;
    OWNED VipsRegion *region = vips_region_new(image);
    if (!is_expected || vips_region_prepare(region, &part) != 0) return false;
    const size_t row = (size_t)part.width * 3;
    for (int y = 0; y < part.height; y++) {
        memcpy(rgb + y * row, VIPS_REGION_ADDR(region, part.left, part.top + y), row);
    }
    return true;
}

// MARK: decode

/// 8 bits and no transparency, still as large as it was loaded.
static VipsImage *load_opaque(pixels_file file, int shrink) {
    OWNED VipsImage *loaded = load(file, shrink);
    OWNED VipsImage *narrow = loaded ? to_8_bits(loaded) : NULL;
    return narrow ? flatten_on_white(narrow) : NULL;
}

static VipsImage *without_overview(VipsImage *in, const pixels_plan *plan) {
    VipsImage *out = NULL;
    vips_extract_area(in, &out, 0, 0, plan->crop_width, plan->crop_height, NULL);
    return out;
}

static bool write_overview(VipsImage *both, const pixels_plan *plan, uint8_t *overview) {
    const VipsRect part = {0, plan->crop_height, pixels_overview_side, pixels_overview_side};
    return write_rows(both, part, overview);
}

/// Colours are converted when few pixels are left.
pixels_outcome pixels_decode(pixels_file file, pixels_plan plan, uint8_t *rgb, uint8_t *overview) {
    OWNED VipsImage *opaque = load_opaque(file, plan.shrink);
    OWNED VipsImage *both = opaque ? resample_with_overview(opaque, file.format, &plan) : NULL;
    OWNED VipsImage *srgb = both ? to_srgb(both) : NULL;
    OWNED VipsImage *small = srgb ? without_overview(srgb, &plan) : NULL;
    OWNED VipsImage *upright = small ? turn_upright(small) : NULL;
    OWNED VipsImage *square = upright ? lay_on_canvas(upright, &plan) : NULL;
    const VipsRect whole = {0, 0, plan.canvas_width, plan.canvas_height};
    return finish(square && write_rows(square, whole, rgb) && write_overview(srgb, &plan, overview));
}

// MARK: thumbnail

static bool write_webp(VipsImage *in, int quality, void *webp, size_t *count) {
    void *bytes = NULL;
    size_t length = 0;
    // The least effort but two: twice as fast as the usual one, for a few per cent more bytes.
    if (vips_webpsave_buffer(in, &bytes, &length, "Q", quality, "effort", 2, "strip", TRUE, NULL) != 0) return false;
    const bool fits = length <= *count;
    if (fits) memcpy(webp, bytes, length);
    if (!fits) vips_error("thumbnail", "no memory for so many bytes");
    *count = length;
    g_free(bytes);
    return fits;
}

pixels_outcome pixels_thumbnail(pixels_file file, pixels_plan plan, int quality, void *webp, size_t *count) {
    OWNED VipsImage *opaque = load_opaque(file, plan.shrink);
    OWNED VipsImage *small = opaque ? resample(opaque, file.format, &plan) : NULL;
    OWNED VipsImage *srgb = small ? to_srgb(small) : NULL;
    OWNED VipsImage *upright = srgb ? turn_upright(srgb) : NULL;
    return finish(upright && write_webp(upright, quality, webp, count));
}
