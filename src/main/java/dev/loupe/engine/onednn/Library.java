package dev.loupe.engine.onednn;

import org.bytedeco.dnnl.dnnl_version_t;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;

/** oneDNN, loaded. */
record Library(OpenMp openMp, Features features, String version) {
    /**
     * Loads the natives, which takes about a second the first time.
     *
     * @throws LinkageError if there are none for this platform, or they do not load
     */
    static Library load() {
        OpenMp openMp = new OpenMp(Loader.load(dnnl.class));
        Features features = new Features(dnnl.dnnl_get_effective_cpu_isa());
        dnnl_version_t version = dnnl.dnnl_version();
        return new Library(openMp, features,
                "oneDNN " + version.major() + "." + version.minor() + "." + version.patch());
    }
}
