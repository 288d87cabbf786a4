#pragma once

/// A file that is sent as it is, kept within the program.
typedef struct {
    /// Where it lies, seen from this target; its last part is the name that it is asked for by.
    const char *_Nonnull path;
    /// Its text, which ends with a zero byte.
    const char *_Nonnull text;
} web_file;

/// The first of all files; behind the last one stands an entry with empty texts.
const web_file *_Nonnull web_files(void);
