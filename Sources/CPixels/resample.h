/// Pillow's resampling of 8-bit pixels, to the bit, for rows that arrive one by one.
///
/// libvips resamples too, but rounds filter positions to 1/64 of a pixel, repeats the pixels at the edge where Pillow
/// leaves them out, and cannot cut at a fraction of a pixel, which is where a picture ends that was shrunk on load.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// One direction of a resampling, in pixels.
typedef struct {
    /// How many pixels arrive.
    int count;
    /// What is resampled: all of them or a part, by where it begins and how long it is. It may end up to a pixel behind them,
    /// where shrinking on load left out the rest.
    double start;
    double length;
    /// The length of it afterwards, of which the part from `first` on is wanted.
    double resized;
    double first;
    int wanted;
} axis;

typedef struct resampler resampler;

/// NULL when there is no memory.
resampler *resampler_new(axis horizontal, axis vertical, int bands, bool is_bicubic);

/// Takes the next row from the top; rows that no wanted pixel needs cost nothing.
void resampler_add(resampler *self, const uint8_t *row);

/// Writes the wanted pixels, when all rows were added; rows lie `stride` bytes apart.
void resampler_write(const resampler *self, uint8_t *out, size_t stride);

void resampler_free(resampler *self);
