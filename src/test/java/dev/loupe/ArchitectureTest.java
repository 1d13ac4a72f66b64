package dev.loupe;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The rooms and which of them may know which. */
@AnalyzeClasses(packages = "dev.loupe", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String[] CORE = {
        "dev.loupe.raster..", "dev.loupe.failure..", "dev.loupe.natives..", "dev.loupe.codec..", "dev.loupe.model..",
        "dev.loupe.plan..", "dev.loupe.engine..", "dev.loupe.upscale.."
    };

    @ArchTest
    static final ArchRule rooms_do_not_know_each_other_in_circles =
            slices().matching("dev.loupe.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule only_doors_know_camel = noClasses()
            .that().resideOutsideOfPackages("dev.loupe", "dev.loupe.camel..", "dev.loupe.web..")
            .should().dependOnClassesThat().resideInAPackage("org.apache.camel..");

    @ArchTest
    static final ArchRule the_core_knows_no_doors_and_no_settings = noClasses()
            .that().resideInAnyPackage(CORE)
            .should().dependOnClassesThat().resideInAnyPackage(
                    "dev.loupe", "dev.loupe.camel..", "dev.loupe.web..", "dev.loupe.cli..", "dev.loupe.settings..",
                    "dev.loupe.store..", "dev.loupe.job..");

    @ArchTest
    static final ArchRule opencv_stays_in_its_rooms = noClasses()
            .that().resideOutsideOfPackages("dev.loupe.engine.opencv..", "dev.loupe.codec..", "dev.loupe.natives..")
            .should().dependOnClassesThat().resideInAPackage("org.bytedeco.opencv..");

    @ArchTest
    static final ArchRule onednn_stays_in_its_room = noClasses()
            .that().resideOutsideOfPackage("dev.loupe.engine.onednn..")
            .should().dependOnClassesThat().resideInAPackage("org.bytedeco.dnnl..");

    @ArchTest
    static final ArchRule only_settings_read_the_environment = noClasses()
            .that().resideOutsideOfPackages("dev.loupe.settings..", "dev.loupe.natives..")
            .should().callMethod(System.class, "getenv", String.class)
            .orShould().callMethod(System.class, "getenv");
}
