#include "CWebFiles.h"

// A quarter of a megabyte in C's #embed costs milliseconds, as an array in Swift twenty seconds at each change.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const web_file files[] = {
#define WEB_FILE "../SearchHTTP/Web/docs.css"
#include "file.inc"
#define WEB_FILE "../SearchHTTP/Web/docs.html"
#include "file.inc"
#define WEB_FILE "../SearchHTTP/Web/docs.js"
#include "file.inc"
#define WEB_FILE "../SearchHTTP/Web/page.html"
#include "file.inc"
    { "", "" },
};

const web_file *web_files(void) { return files; }
