#include "resample.h"

#include <math.h>
#include <stdlib.h>

/// Pillow's fixed point: 8 bits of value, 2 bits for the overshoot of negative weights, the rest for the weight.
enum { weight_bits = 32 - 8 - 2 };
static const int32_t half = 1 << (weight_bits - 1);

static uint8_t to_level(int32_t sum) {
    const int32_t level = sum >> weight_bits;
    return level < 0 ? 0 : level > 255 ? 255 : (uint8_t)level;
}

// MARK: filters

static double bicubic(double x) {
    const double a = -0.5;
    x = fabs(x);
    if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
    if (x < 2) return (((x - 5) * x + 8) * x - 4) * a;
    return 0;
}

static double bilinear(double x) {
    x = fabs(x);
    return x < 1 ? 1 - x : 0;
}

/// The pixels that make one pixel of the result, and how much each counts.
typedef struct {
    int first, count;
    int32_t *weights;
} taps;

/// The taps of every wanted pixel along one direction.
typedef struct {
    int count;
    taps *taps;
    int32_t *weights;
} kernel;

static void kernel_free(kernel *self) {
    free(self->taps);
    free(self->weights);
}

/// A filter, as wide as one pixel of the result needs it.
typedef struct {
    bool is_bicubic;
    /// How many arriving pixels one unit of the filter spans: when a picture shrinks, every pixel has to count.
    double stretch;
} filter;

static double support(filter filter) { return (filter.is_bicubic ? 2 : 1) * filter.stretch; }

static double weight(filter filter, double distance) {
    const double x = distance / filter.stretch;
    return filter.is_bicubic ? bicubic(x) : bilinear(x);
}

/// Finds the taps around a place, and writes their weights, which sum up to 1 in fixed point.
static taps find_taps(filter filter, double centre, axis axis, int32_t *weights) {
    const int from = (int)fmax(floor(axis.start), centre - support(filter) + 0.5);
    const int to = (int)fmin(ceil(axis.start + axis.length), centre + support(filter) + 0.5);
    const int last = (to < axis.count ? to : axis.count) - 1;
    double sum = 0;
    for (int i = from; i < to; i++) sum += weight(filter, i + 0.5 - centre);
    for (int i = from; i < to; i++) {
        const double share = weight(filter, i + 0.5 - centre) / sum;
        // What did not arrive counts as the last pixel that did.
        weights[(i < last ? i : last) - from] += (int32_t)round(share * (1 << weight_bits));
    }
    return (taps){.first = from, .count = last + 1 - from, .weights = weights};
}

static bool kernel_init(kernel *self, axis axis, bool is_bicubic) {
    const double scale = axis.length / axis.resized;
    const filter filter = {.is_bicubic = is_bicubic, .stretch = fmax(scale, 1)};
    const size_t most = (size_t)ceil(support(filter)) * 2 + 1;
    *self = (kernel){
        .count = axis.wanted,
        .taps = calloc(axis.wanted, sizeof(taps)),
        .weights = calloc(axis.wanted * most, sizeof(int32_t)),
    };
    if (self->taps == NULL || self->weights == NULL) return false;
    for (int i = 0; i < axis.wanted; i++) {
        const double centre = axis.start + (axis.first + i + 0.5) * scale;
        self->taps[i] = find_taps(filter, centre, axis, self->weights + i * most);
    }
    return true;
}

// MARK: resampler

struct resampler {
    kernel horizontal, vertical;
    int bands;
    /// The number of rows added.
    int rows;
    /// The first row of the result that the next row can still count for.
    int first_open;
    /// One row, resampled along itself.
    uint8_t *line;
    /// The rows of the result, summed up as far as rows were added.
    int32_t *sums;
};

resampler *resampler_new(axis horizontal, axis vertical, int bands, bool is_bicubic) {
    resampler *self = calloc(1, sizeof(resampler));
    if (self == NULL) return NULL;
    const size_t width = (size_t)horizontal.wanted * bands;
    const size_t count = width * vertical.wanted;
    self->bands = bands;
    self->line = malloc(width);
    self->sums = malloc(count * sizeof(int32_t));
    const bool has_kernels = kernel_init(&self->horizontal, horizontal, is_bicubic)
        && kernel_init(&self->vertical, vertical, is_bicubic);
    if (!has_kernels || self->line == NULL || self->sums == NULL) {
        resampler_free(self);
        return NULL;
    }
    for (size_t i = 0; i < count; i++) self->sums[i] = half;
    return self;
}

void resampler_free(resampler *self) {
    if (self == NULL) return;
    kernel_free(&self->horizontal);
    kernel_free(&self->vertical);
    free(self->line);
    free(self->sums);
    free(self);
}

/// Almost every picture has three bands: their sums are kept side by side.
static void resample_rgb(const kernel *kernel, const uint8_t *row, uint8_t *out) {
    for (int i = 0; i < kernel->count; i++, out += 3) {
        const taps taps = kernel->taps[i];
        const uint8_t *in = row + (size_t)taps.first * 3;
        int32_t red = half, green = half, blue = half;
        for (int j = 0; j < taps.count; j++, in += 3) {
            red += in[0] * taps.weights[j];
            green += in[1] * taps.weights[j];
            blue += in[2] * taps.weights[j];
        }
        out[0] = to_level(red);
        out[1] = to_level(green);
        out[2] = to_level(blue);
    }
}

static void resample_bands(const kernel *kernel, int bands, const uint8_t *row, uint8_t *out) {
    for (int i = 0; i < kernel->count; i++) {
        const taps taps = kernel->taps[i];
        for (int band = 0; band < bands; band++) {
            const uint8_t *in = row + (size_t)taps.first * bands + band;
            int32_t sum = half;
            for (int j = 0; j < taps.count; j++) sum += in[(size_t)j * bands] * taps.weights[j];
            *out++ = to_level(sum);
        }
    }
}

static void add_line(const uint8_t *line, int32_t weight, int32_t *sums, size_t count) {
    for (size_t i = 0; i < count; i++) sums[i] += line[i] * weight;
}

void resampler_add(resampler *self, const uint8_t *row) {
    const int y = self->rows++;
    const kernel *vertical = &self->vertical;
    const taps *taps = vertical->taps;
    int i = self->first_open;
    while (i < vertical->count && y >= taps[i].first + taps[i].count) i++;
    self->first_open = i;
    if (i == vertical->count || y < taps[i].first) return;
    if (self->bands == 3) {
        resample_rgb(&self->horizontal, row, self->line);
    } else {
        resample_bands(&self->horizontal, self->bands, row, self->line);
    }
    const size_t width = (size_t)self->horizontal.count * self->bands;
    for (; i < vertical->count && y >= taps[i].first; i++) {
        add_line(self->line, taps[i].weights[y - taps[i].first], self->sums + i * width, width);
    }
}

void resampler_write(const resampler *self, uint8_t *out, size_t stride) {
    const size_t width = (size_t)self->horizontal.count * self->bands;
    const int32_t *sums = self->sums;
    for (int y = 0; y < self->vertical.count; y++, out += stride, sums += width) {
        for (size_t i = 0; i < width; i++) out[i] = to_level(sums[i]);
    }
}
