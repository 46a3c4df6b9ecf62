//! The service page in Django, installed in a temporary folder: the same query, the same bytes through a template.
//! Served by gunicorn with two workers, as its documentation advises for two cores.

use std::{
    fs,
    net::{SocketAddr, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use tokio::runtime::Runtime;

use crate::{
    client::{Client, pages_per_second},
    furnish::{BODY, Place, SERVICE, furnish},
    process::free_address,
    report::{Row, median},
};

const ROUNDS: usize = 3;
const ROUND_TIME: Duration = Duration::from_secs(2);
const CONNECTIONS: usize = 8;

/// One file is a whole project. The page's title is put in by the template engine, escaped; the rest is its text.
const PROJECT: &str = r#"
import os
from django.conf import settings
settings.configure(
    DEBUG=False, SECRET_KEY="bench", ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, USE_TZ=True,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["BENCH_DATABASE"], "CONN_MAX_AGE": None}},
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [os.environ["BENCH_TEMPLATES"]]}],
    MIDDLEWARE=["django.middleware.security.SecurityMiddleware", "django.middleware.common.CommonMiddleware",
                "django.middleware.clickjacking.XFrameOptionsMiddleware"],
)
import django
django.setup()
from django.core.wsgi import get_wsgi_application
from django.db import models
from django.shortcuts import get_object_or_404, render
from django.urls import path

class Service(models.Model):
    service_key = models.TextField(primary_key=True)
    body_id = models.TextField()
    version = models.TextField()
    active = models.BooleanField()
    class Meta:
        app_label = "bench"
        db_table = "services"
        managed = False

def service(request, body, key):
    found = get_object_or_404(Service, body_id=os.environ["BENCH_BODY"], service_key=key, active=True)
    return render(request, "page.html", {"service": found})

urlpatterns = [path("<slug:body>/leistungen/<slug:key>", service)]
application = get_wsgi_application()
"#;

/// The row of the group.
pub fn run() -> Result<Vec<Row>> {
    let folder = tempfile::tempdir()?;
    let place = Runtime::new()?.block_on(furnish(folder.path(), 0))?;
    let own = place.serve(free_address()?)?;
    let path = format!("/{BODY}/leistungen/{SERVICE}");
    let page = Client::connect(own.address)?.get(&path)?.expect(200)?.text;
    let peer = Django::start(&place, &page)?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        for (address, rates) in [(peer.address, &mut theirs), (own.address, &mut ours)] {
            let asked = pages_per_second(address, &path, &[], CONNECTIONS, ROUND_TIME)?;
            rates.push(asked.count / asked.seconds);
        }
    }
    let row = Row::rate("service page", median(ours), "requests/s");
    Ok(vec![row.against("Django, gunicorn", median(theirs)).at_least(50.0)])
}

struct Django {
    child: Child,
    address: SocketAddr,
}

impl Django {
    fn start(place: &Place, page: &str) -> Result<Self> {
        let folder = place.folder.join("django");
        fs::create_dir_all(folder.join("templates"))?;
        // What looks like template language in the page is text; the key in it is a value.
        let page = page.replace("{{", "{ {").replace("{%", "{ %").replace(SERVICE, "{{ service.service_key }}");
        fs::write(folder.join("templates/page.html"), page)?;
        fs::write(folder.join("project.py"), PROJECT)?;
        install(&folder)?;
        let address = free_address()?;
        let child = Command::new(folder.join("venv/bin/gunicorn"))
            .args([
                "--workers",
                "2",
                "--threads",
                "4",
                "--keep-alive",
                "30",
                "--bind",
                &address.to_string(),
                "project:application",
            ])
            .current_dir(&folder)
            .env("BENCH_DATABASE", &place.database)
            .env("BENCH_TEMPLATES", folder.join("templates"))
            .env("BENCH_BODY", place.body.as_str())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("gunicorn cannot be started")?;
        let django = Self { child, address };
        let start = Instant::now();
        while TcpStream::connect(address).is_err() {
            ensure!(start.elapsed() < Duration::from_secs(30), "gunicorn does not listen");
            thread::sleep(Duration::from_millis(100));
        }
        Ok(django)
    }
}

impl Drop for Django {
    fn drop(&mut self) {
        // SIGTERM, so that the workers end, too.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}

fn install(folder: &Path) -> Result<()> {
    let python = |program: &Path, arguments: &[&str]| -> Result<()> {
        let status = Command::new(program).args(arguments).current_dir(folder).stdout(Stdio::null()).status();
        ensure!(
            status.context("Python is not installed")?.success(),
            "{} {} failed",
            program.display(),
            arguments.join(" ")
        );
        Ok(())
    };
    python(Path::new("python3"), &["-m", "venv", "venv"])?;
    python(&folder.join("venv/bin/pip"), &["install", "--quiet", "django", "gunicorn"])
}
