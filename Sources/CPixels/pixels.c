#include "pixels.h"

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

/// Leaves nothing behind on a thread: libvips keeps error texts for the process and buffers for the thread.
static bool finish(bool succeeded) {
    vips_error_clear();
    vips_thread_shutdown();
    return succeeded;
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

bool pixels_read_header(pixels_file file, pixels_header *header) {
    OWNED VipsImage *image = load(file, 1);
    if (image == NULL) return finish(false);
    header->width = vips_image_get_width(image);
    header->height = vips_image_get_height(image);
    header->orientation = vips_image_get_orientation(image);
    return finish(true);
}

// MARK: the steps

/// Takes the high byte of 16 bits, as Pillow does.
static int to_8_bits(VipsImage *in, VipsImage **out, const pixels_plan *plan) {
    if (in->BandFmt == VIPS_FORMAT_UCHAR) return vips_copy(in, out, NULL);
    const bool is_grey = in->Type == VIPS_INTERPRETATION_GREY16;
    OWNED VipsImage *cast = NULL;
    if (vips_cast(in, &cast, VIPS_FORMAT_UCHAR, "shift", TRUE, NULL) != 0) return -1;
    return vips_copy(
        cast, out, "interpretation", is_grey ? VIPS_INTERPRETATION_B_W : VIPS_INTERPRETATION_sRGB, NULL);
}

static int flatten_on_white(VipsImage *in, VipsImage **out, const pixels_plan *plan) {
    if (!vips_image_hasalpha(in)) return vips_copy(in, out, NULL);
    VipsArrayDouble *white = vips_array_double_newv(1, 255.0);
    const int result = vips_flatten(in, out, "background", white, NULL);
    vips_area_unref(VIPS_AREA(white));
    return result;
}

/// Reads on to the last row even where only the middle is used, so that a broken file is found out.
static int keep_middle(VipsImage *in, VipsImage **out, const pixels_plan *plan) {
    const int width = VIPS_MIN(plan->kept_width, in->Xsize);
    const int height = VIPS_MIN(plan->kept_height, in->Ysize);
    if (width == in->Xsize && height == in->Ysize) return vips_copy(in, out, NULL);
    OWNED VipsImage *whole = vips_image_copy_memory(in);
    if (whole == NULL) return -1;
    return vips_crop(whole, out, (in->Xsize - width) / 2, (in->Ysize - height) / 2, width, height, NULL);
}

/// No gap: the filter sees every pixel, as Pillow's does.
static int resize(VipsImage *in, VipsImage **out, const pixels_plan *plan) {
    const double horizontal = (double)plan->resized_width / in->Xsize;
    const double vertical = (double)plan->resized_height / in->Ysize;
    const VipsKernel kernel = plan->is_bicubic ? VIPS_KERNEL_CUBIC : VIPS_KERNEL_LINEAR;
    return vips_resize(in, out, horizontal, "vscale", vertical, "kernel", kernel, "gap", 0.0, NULL);
}

/// Here the picture is decoded, row by row. What follows works on a few pixels, in any order.
static int into_memory(VipsImage *in, VipsImage **out, const pixels_plan *plan) {
    *out = vips_image_copy_memory(in);
    return *out == NULL ? -1 : 0;
}

static int turn_upright(VipsImage *in, VipsImage **out, const pixels_plan *plan) {
    return vips_autorot(in, out, NULL);
}

static int crop(VipsImage *in, VipsImage **out, const pixels_plan *plan) {
    return vips_crop(in, out, plan->crop_left, plan->crop_top, plan->crop_width, plan->crop_height, NULL);
}

/// Follows the embedded profile; one that is broken or of another kind of picture is passed over, as browsers do.
static int to_srgb(VipsImage *in, VipsImage **out, const pixels_plan *plan) {
    const bool has_profile = vips_image_get_typeof(in, VIPS_META_ICC_NAME) != 0;
    if (has_profile && vips_icc_transform(in, out, "srgb", "embedded", TRUE, NULL) == 0) return 0;
    return vips_colourspace(in, out, VIPS_INTERPRETATION_sRGB, NULL);
}

static int lay_on_canvas(VipsImage *in, VipsImage **out, const pixels_plan *plan) {
    VipsArrayDouble *fill = vips_array_double_newv(1, (double)plan->fill);
    const int result = vips_embed(
        in, out, plan->canvas_left, plan->canvas_top, plan->canvas_width, plan->canvas_height, "extend",
        VIPS_EXTEND_BACKGROUND, "background", fill, NULL);
    vips_area_unref(VIPS_AREA(fill));
    return result;
}

typedef int (*step)(VipsImage *in, VipsImage **out, const pixels_plan *plan);

/// Colours are converted last, when few pixels are left.
static const step steps[] = {
    to_8_bits, flatten_on_white, keep_middle, resize, into_memory, turn_upright, crop, to_srgb, lay_on_canvas,
};

static VipsImage *run_steps(VipsImage *loaded, const pixels_plan *plan) {
    VipsImage *image = g_object_ref(loaded);
    for (size_t i = 0; i < G_N_ELEMENTS(steps); i++) {
        OWNED VipsImage *in = image;
        image = NULL;
        if (steps[i](in, &image, plan) != 0) return NULL;
    }
    return image;
}

// MARK: decode

static bool write_rows(VipsImage *image, const pixels_plan *plan, uint8_t *rgb) {
    const VipsRect whole = {.width = plan->canvas_width, .height = plan->canvas_height};
    const bool is_expected = image->Xsize == whole.width && image->Ysize == whole.height && image->Bands == 3
        && image->BandFmt == VIPS_FORMAT_UCHAR;
    OWNED VipsRegion *region = vips_region_new(image);
    if (!is_expected || vips_region_prepare(region, &whole) != 0) return false;
    const size_t row = (size_t)whole.width * 3;
    for (int y = 0; y < whole.height; y++) memcpy(rgb + y * row, VIPS_REGION_ADDR(region, 0, y), row);
    return true;
}

bool pixels_decode(pixels_file file, pixels_plan plan, uint8_t *rgb) {
    OWNED VipsImage *loaded = load(file, plan.shrink);
    if (loaded == NULL) return finish(false);
    OWNED VipsImage *image = run_steps(loaded, &plan);
    return finish(image != NULL && write_rows(image, &plan, rgb));
}
