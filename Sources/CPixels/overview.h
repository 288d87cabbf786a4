/// The mean colours of a grid of cells that covers a whole picture, for rows that arrive one by one.
///
/// Exact: a pixel that lies in several cells counts in each by its share.
#pragma once
#include <stddef.h>
#include <stdint.h>

typedef struct overview overview;

/// NULL when there is no memory.
overview *overview_new(int width, int height, int bands);

/// Takes the next row from the top.
void overview_add(overview *self, const uint8_t *row);

/// Writes the cells, when all rows were added; rows lie `stride` bytes apart.
void overview_write(const overview *self, uint8_t *out, size_t stride);

void overview_free(overview *self);
