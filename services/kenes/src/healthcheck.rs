//! `kenes healthcheck`: asks a service whether it serves, for container and service managers.

use kenes_proto::health::{
    HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient,
};
use tokio::time::timeout;

use crate::{Exit, Failure, config::Healthcheck, exit::root};

pub(crate) async fn run(config: Healthcheck) -> Result<(), Failure> {
    let address = config.endpoint.uri().to_string();
    let failed = |text: String| Failure::new(Exit::Failed, format!("{address}: {text}"));
    let ask = async {
        let channel = config.endpoint.connect().await.map_err(|e| root(&e))?;
        let request = HealthCheckRequest {
            service: config.service,
        };
        let answer = HealthClient::new(channel).check(request).await;
        answer
            .map(|a| a.into_inner().status())
            .map_err(|status| match status.code() {
                tonic::Code::NotFound => "no such service".to_owned(),
                _ => status.message().to_owned(),
            })
    };
    match timeout(config.timeout, ask).await {
        Ok(Ok(ServingStatus::Serving)) => Ok(()),
        Ok(Ok(other)) => Err(failed(other.as_str_name().into())),
        Ok(Err(text)) => Err(failed(text)),
        Err(_) => Err(failed("no answer in time".into())),
    }
}
