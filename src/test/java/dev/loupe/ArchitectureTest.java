package dev.loupe;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import org.junit.jupiter.api.Test;

/** The rooms and which of them may know which. */
class ArchitectureTest {
    private static final String[] CORE = {
        "dev.loupe.raster..", "dev.loupe.failure..", "dev.loupe.natives..", "dev.loupe.codec..", "dev.loupe.model..",
        "dev.loupe.plan..", "dev.loupe.engine..", "dev.loupe.upscale.."
    };

    private static final JavaClasses CLASSES =
            new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages("dev.loupe");

    @Test
    void rooms_do_not_know_each_other_in_circles() {
        slices().matching("dev.loupe.(*)..").should().beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void only_doors_know_camel() {
        noClasses()
            .that().resideOutsideOfPackages("dev.loupe", "dev.loupe.camel..", "dev.loupe.web..")
            .should().dependOnClassesThat().resideInAPackage("org.apache.camel..")
                .check(CLASSES);
    }

    @Test
    void the_core_knows_no_doors_and_no_settings() {
        noClasses()
            .that().resideInAnyPackage(CORE)
            .should().dependOnClassesThat().resideInAnyPackage(
                    "dev.loupe", "dev.loupe.camel..", "dev.loupe.web..", "dev.loupe.cli..", "dev.loupe.settings..",
                    "dev.loupe.store..", "dev.loupe.job..")
                .check(CLASSES);
    }

    @Test
    void opencv_stays_in_its_rooms() {
        noClasses()
            .that().resideOutsideOfPackages("dev.loupe.engine.opencv..", "dev.loupe.codec..", "dev.loupe.natives..")
            .should().dependOnClassesThat().resideInAPackage("org.bytedeco.opencv..")
                .check(CLASSES);
    }

    @Test
    void onednn_stays_in_its_room() {
        noClasses()
            .that().resideOutsideOfPackage("dev.loupe.engine.onednn..")
            .should().dependOnClassesThat().resideInAPackage("org.bytedeco.dnnl..")
                .check(CLASSES);
    }

    @Test
    void only_settings_read_the_environment() {
        noClasses()
            .that().resideOutsideOfPackages("dev.loupe.settings..", "dev.loupe.natives..")
            .should().callMethod(System.class, "getenv", String.class)
            .orShould().callMethod(System.class, "getenv")
                .check(CLASSES);
    }
}
