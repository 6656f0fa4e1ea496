"""Outcome instruments of atopic dermatitis: scores, bands, conversions and meaningful change."""

from nagi.dermatology.scores.age import completed_years as completed_years
from nagi.dermatology.scores.change import Change as Change
from nagi.dermatology.scores.change import Judgement as Judgement
from nagi.dermatology.scores.change import Outcome as Outcome
from nagi.dermatology.scores.change import Response as Response
from nagi.dermatology.scores.change import judge_change as judge_change
from nagi.dermatology.scores.conversion import Conversion as Conversion
from nagi.dermatology.scores.conversion import convert as convert
from nagi.dermatology.scores.easi import EasiRegion as EasiRegion
from nagi.dermatology.scores.easi import area_score as area_score
from nagi.dermatology.scores.easi import score_easi as score_easi
from nagi.dermatology.scores.instrument import Band as Band
from nagi.dermatology.scores.instrument import Instrument as Instrument
from nagi.dermatology.scores.instrument import MeaningfulChange as MeaningfulChange
from nagi.dermatology.scores.instrument import instrument as instrument
from nagi.dermatology.scores.instrument import instruments as instruments
from nagi.dermatology.scores.questionnaires import score_questionnaire as score_questionnaire
from nagi.dermatology.scores.scorad import ScoradRatings as ScoradRatings
from nagi.dermatology.scores.scorad import score_objective_scorad as score_objective_scorad
from nagi.dermatology.scores.scorad import score_scorad as score_scorad
from nagi.dermatology.scores.score import Score as Score
