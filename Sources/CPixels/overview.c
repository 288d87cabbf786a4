#include "overview.h"

#include "pixels.h"

#include <stdbool.h>
#include <stdlib.h>

/// Along each direction lengths are counted so that a pixel is as long as there are cells, and a cell as long as there are
/// pixels: all shares are whole numbers.
enum { side = pixels_overview_side };

/// More rows may not be summed up in 16 bits.
enum { most_whole_rows = UINT16_MAX / 255 };

/// More rows may not be summed up in 32 bits: each adds `side` times 255 at most.
static const int most_rows = UINT32_MAX / (side * 255) - 1;

struct overview {
    int width, height, bands;
    /// The number of rows added.
    int rows;
    /// The row of cells that the next row counts for.
    int cell;
    /// What was added to it and is not yet shared out to its cells, column by column, and how many rows that is.
    uint32_t *columns;
    int open_rows;
    /// As far as they are rows that lie in it whole, which most do: these are added first, in half of the room and time.
    uint16_t *whole;
    int whole_rows;
    uint64_t *sums;
};

overview *overview_new(int width, int height, int bands) {
    overview *self = calloc(1, sizeof(overview));
    if (self == NULL) return NULL;
    self->width = width;
    self->height = height;
    self->bands = bands;
    self->columns = calloc((size_t)width * bands, sizeof(uint32_t));
    self->whole = calloc((size_t)width * bands, sizeof(uint16_t));
    self->sums = calloc((size_t)side * side * bands, sizeof(uint64_t));
    if (self->columns != NULL && self->whole != NULL && self->sums != NULL) return self;
    overview_free(self);
    return NULL;
}

void overview_free(overview *self) {
    if (self == NULL) return;
    free(self->columns);
    free(self->whole);
    free(self->sums);
    free(self);
}

/// The sum of every third value, or whatever the number of bands is, over whole columns.
static uint64_t sum(const uint32_t *columns, int from, int to, int bands) {
    uint64_t sum = 0;
    for (int x = from; x < to; x++) sum += columns[(size_t)x * bands];
    return sum;
}

static void add_whole_rows(overview *self) {
    for (size_t i = 0; i < (size_t)self->width * self->bands; i++) {
        self->columns[i] += (uint32_t)self->whole[i] * side;
        self->whole[i] = 0;
    }
    self->whole_rows = 0;
}

/// Shares out the columns to the cells of their row.
static void share_out(overview *self) {
    add_whole_rows(self);
    const int64_t width = self->width;
    for (int cell = 0; cell < side; cell++) {
        const int64_t from = cell * width, to = from + width;
        const int first = (int)(from / side), last = (int)((to - 1) / side);
        uint64_t *sums = self->sums + ((size_t)self->cell * side + cell) * self->bands;
        for (int band = 0; band < self->bands; band++) {
            const uint32_t *columns = self->columns + band;
            // All columns count whole, but for what lies outside at both ends.
            const uint64_t before = (from - (int64_t)first * side) * (uint64_t)columns[(size_t)first * self->bands];
            const uint64_t behind = ((last + 1LL) * side - to) * (uint64_t)columns[(size_t)last * self->bands];
            sums[band] += side * sum(columns, first, last + 1, self->bands) - before - behind;
        }
    }
    for (size_t i = 0; i < (size_t)self->width * self->bands; i++) self->columns[i] = 0;
    self->open_rows = 0;
}

/// A share is at most `side`, so that the product needs 16 bits.
static void add_row(uint32_t *columns, const uint8_t *row, uint16_t share, size_t count) {
    for (size_t i = 0; i < count; i++) columns[i] += (uint16_t)(row[i] * share);
}

static void add_whole_row(uint16_t *whole, const uint8_t *row, size_t count) {
    for (size_t i = 0; i < count; i++) whole[i] += row[i];
}

void overview_add(overview *self, const uint8_t *row) {
    int64_t at = (int64_t)self->rows * side;
    const int64_t bottom = at + side;
    self->rows++;
    while (at < bottom && self->cell < side) {
        const int64_t end = (int64_t)(self->cell + 1) * self->height;
        const int64_t share = (bottom < end ? bottom : end) - at;
        const size_t count = (size_t)self->width * self->bands;
        if (share == side) {
            add_whole_row(self->whole, row, count);
            if (++self->whole_rows == most_whole_rows) add_whole_rows(self);
        } else {
            add_row(self->columns, row, (uint16_t)share, count);
        }
        self->open_rows++;
        at += share;
        if (at == end || self->open_rows == most_rows) share_out(self);
        if (at == end) self->cell++;
    }
}

void overview_write(const overview *self, uint8_t *out, size_t stride) {
    const uint64_t area = (uint64_t)self->width * self->height;
    const size_t count = (size_t)side * self->bands;
    for (int y = 0; y < side; y++, out += stride) {
        for (size_t i = 0; i < count; i++) out[i] = (uint8_t)((self->sums[y * count + i] + area / 2) / area);
    }
}
