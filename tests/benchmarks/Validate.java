import java.lang.management.ManagementFactory;
import org.apache.jena.graph.Graph;
import org.apache.jena.riot.RDFDataMgr;
import org.apache.jena.shacl.ShaclValidator;
import org.apache.jena.shacl.ValidationReport;

/** Validates DATA by SHAPES as often as RUNS says; prints seconds of processor and clock of each run, then the results. */
public class Validate {
    public static void main(String[] words) {
        Graph data = RDFDataMgr.loadGraph(words[0]), shapes = RDFDataMgr.loadGraph(words[1]);
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        ValidationReport report = null;
        for (int run = 0; run < Integer.parseInt(words[2]); run++) {
            long processor = system.getProcessCpuTime(), clock = System.nanoTime();
            report = ShaclValidator.get().validate(shapes, data);
            System.out.println((system.getProcessCpuTime() - processor) / 1e9 + "\t" + (System.nanoTime() - clock) / 1e9);
        }
        report.getEntries().forEach(entry -> System.out.println(
            entry.sourceConstraintComponent().getURI() + "\t" + text(entry.focusNode()) + "\t" + text(entry.value())));
    }

    private static String text(org.apache.jena.graph.Node node) {
        return node == null ? "" : node.isLiteral() ? node.getLiteralLexicalForm() : node.toString();
    }
}
