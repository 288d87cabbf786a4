/// The version of the program, as `imagesearch --version` and /openapi.json tell it.
package let programVersion = "1.0.0"
