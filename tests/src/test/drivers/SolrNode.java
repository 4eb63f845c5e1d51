import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.solr.common.cloud.SolrZkClient;
import org.apache.solr.common.cloud.ZkMaintenanceUtils;
import org.apache.solr.embedded.JettyConfig;
import org.apache.solr.embedded.JettySolrRunner;

/** A node of Solr in cloud mode. Arguments: ensemble, port, directory, and {@code conf} to upload the configuration of the collections. */
public final class SolrNode {
    private static final PrintStream OUT = System.out;
    private static final int SESSION_MILLIS = 15_000;

    private static final String SOLR_XML =
            """
            <solr>
              <solrcloud>
                <str name="host">127.0.0.1</str>
                <str name="hostContext">solr</str>
                <int name="hostPort">${hostPort:0}</int>
                <str name="zkHost">${zkHost:}</str>
                <int name="zkClientTimeout">%d</int>
              </solrcloud>
            </solr>
            """;

    private static final String CONFIG_XML =
            """
            <config>
              <luceneMatchVersion>LATEST</luceneMatchVersion>
              <dataDir>${solr.data.dir:}</dataDir>
              <schemaFactory class="ClassicIndexSchemaFactory"/>
              <updateHandler class="solr.DirectUpdateHandler2"><updateLog/></updateHandler>
              <requestHandler name="/select" class="solr.SearchHandler"/>
            </config>
            """;

    private static final String SCHEMA_XML =
            """
            <schema name="small" version="1.6">
              <uniqueKey>id</uniqueKey>
              <fieldType name="string" class="solr.StrField"/>
              <fieldType name="plong" class="solr.LongPointField" docValues="true"/>
              <field name="id" type="string" indexed="true" stored="true" required="true"/>
              <field name="_version_" type="plong" indexed="false" stored="false" docValues="true"/>
            </schema>
            """;

    private SolrNode() {}

    public static void main(String[] args) throws Exception {
        System.setOut(System.err);
        String connect = args[0];
        Path home = Path.of(args[2]);
        Files.createDirectories(home);
        Files.writeString(home.resolve("solr.xml"), SOLR_XML.formatted(SESSION_MILLIS));
        System.setProperty("zkHost", connect);
        if (args.length > 3) {
            upload(connect, home.resolveSibling("conf"));
        }
        JettyConfig config =
                JettyConfig.builder().setContext("/solr").setPort(Integer.parseInt(args[1])).build();
        Properties properties = new Properties();
        properties.setProperty("hostPort", args[1]);
        try {
            new JettySolrRunner(home.toString(), properties, config).start();
        } catch (Exception e) {
            e.printStackTrace();
            System.exit(1);
        }
        OUT.println("= ready");
        while (System.in.read() >= 0) {
            OUT.println("! takes no commands");
        }
        System.exit(0);
    }

    private static void upload(String connect, Path conf) throws Exception {
        Files.createDirectories(conf);
        Files.writeString(conf.resolve("solrconfig.xml"), CONFIG_XML);
        Files.writeString(conf.resolve("schema.xml"), SCHEMA_XML);
        try (SolrZkClient zk = new SolrZkClient.Builder()
                .withUrl(connect)
                .withTimeout(SESSION_MILLIS, TimeUnit.MILLISECONDS)
                .build()) {
            ZkMaintenanceUtils.uploadToZK(
                    zk, conf, "/configs/small", ZkMaintenanceUtils.UPLOAD_FILENAME_EXCLUDE_PATTERN);
        }
    }
}
